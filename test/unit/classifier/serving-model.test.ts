import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/classifier/backend.js';
import { servingModel } from '../../../src/classifier/serving-model.js';

beforeAll(() => useBackend('wasm'));

/** A model with weights of its own, norms' included. */
function modelOf(
  shape: (number | null)[],
  build: (x: SymbolicTensor) => SymbolicTensor | SymbolicTensor[],
): LayersModel {
  const x = input({ shape });
  const made = model({ inputs: x, outputs: build(x) });
  tf.tidy(() => {
    const draw = (weight: tf.Tensor, i: number) => tf.randomNormal(weight.shape, 0, 1, 'float32', i + 1);
    // Above 0, as variances are.
    made.setWeights(made.getWeights().map((weight, i) => tf.add(tf.abs(draw(weight, i)), 0.1)));
  });
  return made;
}

/** What a model says before and after, and the kinds of its layers after. */
function compared(
  made: LayersModel,
  shape: number[],
): { before: number[]; after: number[]; kinds: string[] } {
  const x = tf.randomNormal(shape, 0, 1, 'float32', 7);
  const said = (by: LayersModel): number[] =>
    [by.apply(x)].flat().flatMap((output) => [...(output as tf.Tensor).dataSync()]);
  const before = said(made);
  const served = servingModel(made);
  return { before, after: said(served), kinds: served.layers.map((layer) => layer.getClassName()) };
}

function expectSame({ before, after }: { before: number[]; after: number[] }): void {
  expect(after).toHaveLength(before.length);
  before.forEach((value, i) => {
    expect(Math.abs(after[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  });
}

const through = (x: SymbolicTensor, ...steps: layers.Layer[]): SymbolicTensor =>
  steps.reduce((last, step) => step.apply(last) as SymbolicTensor, x);

describe('the model in service', () => {
  it.each([
    [
      'a convolution of pictures',
      [6, 5, 2],
      () => layers.conv2d({ filters: 3, kernelSize: 3, useBias: false }),
    ],
    ['a convolution of sequences', [9, 4], () => layers.conv1d({ filters: 3, kernelSize: 3 })],
    ['a dense layer', [7], () => layers.dense({ units: 4 })],
    ['a dense layer on a sequence', [null, 7], () => layers.dense({ units: 4, useBias: false })],
  ] as const)('joins %s with norm and rectifier', (_, shape, products) => {
    const made = modelOf([...shape], (x) =>
      through(x, products(), layers.batchNormalization({}), layers.reLU({})),
    );
    const result = compared(made, [2, ...shape.map((length) => length ?? 5)]);
    expectSame(result);
    expect(result.kinds).toHaveLength(2);
  });

  it('keeps a rectifier that clips, and joins a norm without centre or scale', () => {
    const made = modelOf([7], (x) =>
      through(
        x,
        layers.dense({ units: 4 }),
        layers.batchNormalization({ center: false, scale: false }),
        layers.reLU({ maxValue: 0.5 }),
      ),
    );
    const result = compared(made, [3, 7]);
    expectSame(result);
    expect(result.kinds).toEqual(['InputLayer', 'Dense', 'ReLU']);
  });

  it('leaves apart what others take as well, or what bends its sums before the norm', () => {
    const made = modelOf([7], (x) => {
      const shared = through(x, layers.dense({ units: 4 }));
      const bent = through(
        shared,
        layers.dense({ units: 4, activation: 'tanh' }),
        layers.batchNormalization({}),
      );
      return [through(shared, layers.batchNormalization({})), bent];
    });
    const result = compared(made, [3, 7]);
    expectSame(result);
    expect(result.kinds.filter((kind) => kind === 'BatchNormalization')).toHaveLength(2);
  });

  it('bends the sums of a sequence as it did', () => {
    const made = modelOf([null, 7], (x) => through(x, layers.dense({ units: 4, activation: 'tanh' })));
    expectSame(compared(made, [2, 5, 7]));
  });

  it('frees what it replaced at once, and the rest with itself', () => {
    const before = tf.memory().numTensors;
    const made = modelOf([7], (x) =>
      through(x, layers.dense({ units: 4 }), layers.batchNormalization({}), layers.dense({ units: 2 })),
    );
    const served = servingModel(made);
    expect(served.weights).toHaveLength(4);
    served.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
