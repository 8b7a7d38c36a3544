import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import { statisticsSetup } from '../../../../model/training/statistics-setup.js';
import { functionals } from '../../../../src/features/functionals.js';
import { clip, example, frames } from '../../../unit/model/training/sample-clips.js';

// WebAssembly has no gradient of a convolution; plain JavaScript has.
beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('functionals are standardised by corpus in training', () => {
  const other = { ...example, functionals: example.functionals.map((row) => row.map((value) => value + 5)) };
  const clips = [clip('sad'), clip('happy', { corpus: 'nemo', example: other })];
  const setup = statisticsSetup(clips, { seed: 1, isEven: false });
  const quiet = { ...createRandom('batch'), normal: () => 0 };
  const rows = setup.pools.flatMap((pool) => pool.rows.slice(0, 1));
  const [{ values, shape }] = setup.collate(rows, quiet) as [{ values: Float32Array; shape: number[] }];
  expect(shape).toEqual([2, 1273]);
  const first = values.slice(0, 1273);
  values.slice(1273).forEach((value, k) => {
    expect(value).toBeCloseTo(first[k]!, 2);
  });
  expect(example.functionals[0]).toEqual(functionals(frames));
});
