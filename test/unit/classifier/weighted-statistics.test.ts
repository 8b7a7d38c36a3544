import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/classifier/backend.js';
import { WeightedStatistics } from '../../../src/classifier/weighted-statistics.js';

beforeAll(() => useBackend('wasm'));

const pool = (values: number[][], scores: number[][], presence?: number[]): number[] => {
  const inputs = [tf.tensor3d([values]), tf.tensor3d([scores])];
  if (presence) inputs.push(tf.tensor3d([presence.map((mark) => [mark])]));
  return [...(new WeightedStatistics({}).apply(inputs) as tf.Tensor).dataSync()];
};

describe('WeightedStatistics', () => {
  const values = [
    [1, 10],
    [3, 10],
    [5, 40],
  ];
  const even = values.map(() => [0, 0]);

  it('is mean and standard deviation where all frames count alike', () => {
    const [first, second, firstSd, secondSd] = pool(values, even);
    expect(first).toBeCloseTo(3, 4);
    expect(second).toBeCloseTo(20, 4);
    expect(firstSd).toBeCloseTo(Math.sqrt(8 / 3), 3);
    expect(secondSd).toBeCloseTo(Math.sqrt(200), 2);
  });

  it('weighs each channel by the softmax of its own scores', () => {
    const [first, second] = pool(values, [
      [0, 50],
      [50, 0],
      [0, 0],
    ]);
    expect(first).toBeCloseTo(3, 4);
    expect(second).toBeCloseTo(10, 4);
  });

  it('does not hear frames that are not there', () => {
    const short = pool(values.slice(0, 2), even.slice(0, 2));
    pool(values, even, [1, 1, 0]).forEach((value, k) => {
      expect(value).toBeCloseTo(short[k]!, 4);
    });
  });

  it('gives twice as many values as there are channels', () => {
    const shape = new WeightedStatistics({}).computeOutputShape([
      [null, null, 160],
      [null, null, 160],
    ]);
    expect(shape).toEqual([null, 320]);
  });
});
