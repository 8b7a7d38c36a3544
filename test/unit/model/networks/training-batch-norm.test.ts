import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, expect, it } from 'vitest';
import { batchNorm } from '../../../../model/networks/training-batch-norm.js';
import { createRandom } from '../../../../model/numerics/random.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const random = createRandom('batch norm');
const SHAPE: [number, number, number] = [4, 5, 3];
const numbers = (mean: number): number[] => Array.from({ length: 60 }, () => random.normal(mean, 2));

it('does what the layer of TensorFlow.js does: answers, gradients and running means', () => {
  const [values, slopes] = [numbers(3), numbers(0)];
  const run = (layer: layers.Layer) => {
    const x = tf.variable(tf.tensor3d(values, SHAPE));
    const apply = (training: boolean): tf.Tensor => layer.apply(x, { training }) as tf.Tensor;
    apply(false);
    const [gamma, beta] = layer.trainableWeights;
    gamma!.write(tf.tensor1d([0.5, 1, 2]));
    beta!.write(tf.tensor1d([-1, 0, 1]));
    const variables = [x, ...layer.trainableWeights.map((weight) => weight.read() as unknown as tf.Variable)];
    const { value, grads } = tf.variableGrads(
      () => tf.sum<tf.Scalar>(tf.mul(apply(true), tf.tensor3d(slopes, SHAPE))),
      variables,
    );
    return [
      value,
      ...variables.map(({ name }) => grads[name]!),
      ...layer.nonTrainableWeights.map((weight) => weight.read()),
      apply(false),
    ].map((tensor) => [...tensor.dataSync()]);
  };
  const expected = run(batchNorm('theirs', false));
  const found = run(batchNorm('ours', true));
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  found.forEach((row, i) => {
    row.forEach((value, k) => {
      expect(value, `${i}, ${k}`).toBeCloseTo(expected[i]![k]!, 3);
    });
  });
});

it('has weights of the same names', () => {
  const names = (layer: layers.Layer): string[] => {
    layer.apply(tf.zeros(SHAPE));
    return layer.weights.map(({ originalName }) => originalName).sort();
  };
  expect(names(batchNorm('a/norm', true))).toEqual(names(batchNorm('a/norm', false)));
});
