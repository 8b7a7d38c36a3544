import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import { spectrogramSetup } from '../../../../model/training/spectrogram-setup.js';
import { clip } from '../../../unit/model/training/sample-clips.js';

// WebAssembly has no gradient of a convolution; plain JavaScript has.
beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('spectrograms come in batches with their padding marked', () => {
  const setup = spectrogramSetup([clip('sad'), clip('happy')], { seed: 1, isEven: false });
  const rows = setup.pools.flatMap((pool) => pool.rows);
  const [bands, tracks, presence] = setup.collate(rows, createRandom('batch'));
  expect(bands!.shape).toEqual([2, 144, 64, 1]);
  expect(tracks!.shape).toEqual([2, 144, 4]);
  const there = presence!.values.slice(0, 144);
  const count = there.lastIndexOf(1) + 1;
  expect(count).toBeGreaterThan(23);
  expect([...there].every((value, t) => value === (t < count ? 1 : 0))).toBe(true);
  expect(bands!.values.slice(count * 64, 144 * 64).every((value) => value === 0)).toBe(true);
});
