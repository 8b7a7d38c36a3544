import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { spectrogramNetwork } from '../../../../model/networks/spectrogram-network.js';
import { createRandom } from '../../../../model/numerics/random.js';

// WebAssembly has no gradient of a convolution; plain JavaScript has.
beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('padding changes nothing about what the network on spectrograms answers, but for its edge', () => {
  const presence = input({ shape: [null, 1] });
  const tensors = { bands: input({ shape: [null, 64, 1] }), tracks: input({ shape: [null, 4] }) };
  const options = { name: 'network', units: 8, seed: 3 };
  const network = model({
    inputs: [...Object.values(tensors), presence],
    outputs: spectrogramNetwork({ ...tensors, presence }, options),
  });
  const random = createRandom('padding');
  const noise = (size: number): number[] => Array.from({ length: size }, () => random.normal(0, 1));
  const [bands, tracks, marks] = [noise(32 * 64), noise(32 * 4), new Array<number>(32).fill(1)];
  const answer = (padding: number): number[] => {
    const padded = (values: number[], shape: number[]): tf.Tensor =>
      tf.tensor([...values, ...new Array<number>((padding * values.length) / 32).fill(0)], shape);
    const size = 32 + padding;
    return tf.tidy(() => {
      const inputs = [
        padded(bands, [1, size, 64, 1]),
        padded(tracks, [1, size, 4]),
        padded(marks, [1, size, 1]),
      ];
      return [...(network.apply(inputs) as tf.Tensor).dataSync()];
    });
  };
  const plain = answer(0);
  answer(16).forEach((value, k) => {
    expect(Math.abs(value - plain[k]!)).toBeLessThan(1);
  });
  // What lies far beyond the clip's end is not heard at all.
  expect(answer(64)).toEqual(answer(128));
});
