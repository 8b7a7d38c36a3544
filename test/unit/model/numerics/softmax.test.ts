import { expect, it } from 'vitest';
import { argMax, softmax } from '../../../../model/numerics/softmax.js';

it('softmax bears large logits, and the first of equals is the greatest', () => {
  expect([...softmax(Float64Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
  expect(argMax([1, 3, 3])).toBe(1);
});
