import { describe, expect, it } from 'vitest';
import { createRandom, shuffled } from '../../../../model/numerics/random.js';

describe('random numbers', () => {
  it('are the same for the same seed, and others for another', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, createRandom(seed).uniform);
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('are spread evenly, and normally with the mean and deviation asked for', () => {
    const random = createRandom('spread');
    const uniform = Array.from({ length: 20_000 }, () => random.uniform());
    expect(uniform.reduce((sum, x) => sum + x, 0) / uniform.length).toBeCloseTo(0.5, 1);
    expect(uniform.every((x) => x >= 0 && x < 1)).toBe(true);
    const normal = Array.from({ length: 20_000 }, () => random.normal(3, 2));
    const mean = normal.reduce((sum, x) => sum + x, 0) / normal.length;
    expect(mean).toBeCloseTo(3, 1);
    expect(Math.sqrt(normal.reduce((sum, x) => sum + (x - mean) ** 2, 0) / normal.length)).toBeCloseTo(2, 1);
  });

  it('a shuffle keeps every element', () => {
    const elements = Array.from({ length: 50 }, (_, i) => i);
    const mixed = shuffled(elements, createRandom('shuffle'));
    expect(mixed).not.toEqual(elements);
    expect([...mixed].sort((a, b) => a - b)).toEqual(elements);
  });
});
