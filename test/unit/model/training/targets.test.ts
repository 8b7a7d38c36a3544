import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import { drawMixing, mixRows, smoothTargets } from '../../../../model/training/targets.js';
import { EMOTIONS } from '../../../../src/domain/emotions.js';

describe('targets', () => {
  const known = EMOTIONS.map((_, k) => k < 6);

  it('doubt goes to emotions that the corpus has', () => {
    const { shares } = smoothTargets([{ label: 2, weight: 1, known }], 0.12);
    expect([...shares].map((share) => Number(share.toFixed(4)))).toEqual([
      0.02, 0.02, 0.9, 0.02, 0.02, 0.02, 0, 0,
    ]);
  });

  it('rows are mixed in pairs', () => {
    const mixed = mixRows(Float32Array.of(1, 2, 10, 20), { own: 0.75, partner: [1, 0] });
    expect([...mixed]).toEqual([3.25, 6.5, 7.75, 15.5]);
    for (let i = 0; i < 50; i += 1) {
      const { own, partner } = drawMixing(5, 0.4, createRandom(String(i)));
      expect(own).toBeGreaterThanOrEqual(0.5);
      expect([...partner].sort()).toEqual([0, 1, 2, 3, 4]);
    }
  });
});
