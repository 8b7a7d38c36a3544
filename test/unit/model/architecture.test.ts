import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildLayersModel, type VoiceModel } from '../../../model/architecture.js';
import { writeLayersModel } from '../../../model/artefact-files.js';
import { logits } from '../../../model/lda.js';
import { softmax } from '../../../model/metrics.js';
import { normalise } from '../../../model/normaliser.js';
import { createRandom } from '../../../model/random.js';
import { readArtefacts } from '../../../src/classifier/artefacts.js';
import { useBackend } from '../../../src/classifier/backend.js';
import { temporaryFolder } from '../classifier/toy-model.js';

const INPUTS = 6;
const CLASSES = 3;

function toyModel(): VoiceModel {
  const random = createRandom('architecture');
  const numbers = (length: number, mean: number): Float64Array =>
    Float64Array.from({ length }, () => random.normal(mean, 1));
  return {
    normaliser: { mean: numbers(INPUTS, 50), scale: numbers(INPUTS, 0).map((x) => Math.abs(x) + 0.1) },
    discriminant: {
      weights: Array.from({ length: CLASSES }, () => numbers(INPUTS, 0)),
      biases: numbers(CLASSES, 0),
    },
    sharpness: 0.5,
  };
}

/** Ordinary inputs and two that have to be clipped. */
const inputs = [0, 49, 50, 51, 1000].map((value) =>
  Float32Array.from({ length: INPUTS }, (_, k) => value + 0.1 * k),
);

const answers = (model: ReturnType<typeof buildLayersModel>): number[][] =>
  tf.tidy(() => (model.predict(tf.tensor2d(inputs.map((each) => [...each]))) as tf.Tensor2D).arraySync());

describe('the model as layers', () => {
  beforeAll(() => useBackend('wasm'));

  test('takes raw functionals and gives a probability for each class', () => {
    const model = buildLayersModel(toyModel());
    expect(model.inputs[0]!.shape).toEqual([null, INPUTS]);
    expect(model.outputs[0]!.shape).toEqual([null, CLASSES]);
  });

  test('computes what was trained: standard scores, clip, discriminant, sharpness, softmax', () => {
    const trained = toyModel();
    answers(buildLayersModel(trained)).forEach((answer, i) => {
      const scores = normalise(inputs[i]!, trained.normaliser);
      const expected = softmax(logits(trained.discriminant, scores), trained.sharpness);
      answer.forEach((value, c) => {
        expect(value).toBeCloseTo(expected[c]!, 4);
      });
    });
  });

  test('answers the same after it was written and read, and is written the same twice', async () => {
    const [dir, again] = [await temporaryFolder(), await temporaryFolder()];
    const model = buildLayersModel(toyModel());
    const digest = await writeLayersModel(model, dir);
    const artefacts = await readArtefacts(dir);
    const read = await loadLayersModel({ load: () => Promise.resolve(artefacts) });
    expect(answers(read)).toEqual(answers(model));

    expect(await writeLayersModel(buildLayersModel(toyModel()), again)).toBe(digest);
    for (const file of ['model.json', 'weights.bin']) {
      expect(await readFile(join(again, file))).toEqual(await readFile(join(dir, file)));
    }
  });

  test('leaves no tensor behind but its weights', () => {
    const before = tf.memory().numTensors;
    const model = buildLayersModel(toyModel());
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
