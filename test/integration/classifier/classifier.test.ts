import { open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/classifier/backend.js';
import { loadClassifier, type Classifier } from '../../../src/classifier/classifier.js';
import { ModelContractError } from '../../../src/classifier/contract-error.js';
import { EMOTIONS } from '../../../src/domain/emotions.js';
import { voiceFrames } from '../../../src/features/frames.js';
import { voiceInput } from '../../../src/features/voice-input.js';
import { syntheticVoice } from '../../unit/features/synthetic-voice.js';
import { ARTEFACTS, changedModel, EXPECTED, temporaryFolder } from '../../helpers/toy-model.js';

const voice = voiceInput(voiceFrames(syntheticVoice()));
/** Every value of a voice replaced by one. */
const filled = (value: number) =>
  Object.fromEntries(
    Object.entries(voice).map(([name, { values, shape }]) => [
      name,
      { values: values.map(() => value), shape },
    ]),
  );
const load = (dir: string, backend: 'tensorflow' | 'wasm' = 'wasm'): Promise<Classifier> =>
  loadClassifier({ dir, backend, expected: EXPECTED });

const hasTensorflow = await useBackend('tensorflow').then(
  () => true,
  () => false,
);
if (!hasTensorflow) {
  process.stderr.write('SKIPPED: tfjs-node does not load here, so it is not compared with wasm.\n');
}

describe('the shipped model', () => {
  it('gives a probability for each emotion, together 1', async () => {
    const { predict } = await load(ARTEFACTS);
    const probabilities = predict(voice);
    expect(Object.keys(probabilities)).toEqual([...EMOTIONS]);
    expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    expect(Object.values(probabilities).every((value) => value >= 0)).toBe(true);
  });

  it('stays finite for values far from all that it was trained on', async () => {
    const { predict } = await load(ARTEFACTS);
    for (const value of [0, 1e6, -1e6]) {
      const probabilities = Object.values(predict(filled(value)));
      expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
    }
  });

  it('leaves no tensor behind', async () => {
    const classifier = await load(ARTEFACTS);
    const before = tf.memory().numTensors;
    classifier.predict(voice);
    expect(tf.memory().numTensors).toBe(before);
    classifier.dispose();
    expect(tf.memory().numTensors).toBeLessThan(before);
  });

  it('refuses other sizes', async () => {
    const { predict } = await load(ARTEFACTS);
    const { functionals, bands } = voice;
    const few = { values: new Float32Array(3), shape: [3] };
    expect(() => predict({ ...voice, functionals: few })).toThrow(RangeError);
    expect(() => predict({ ...voice, bands: { ...bands, shape: [3, 64] } })).toThrow(RangeError);
    expect(() => predict({ functionals, bands })).toThrow('expected tracks of shape [any, 4], received none');
  });

  it('takes the shortest voice and a long one', async () => {
    const { predict } = await load(ARTEFACTS);
    const pcm = syntheticVoice();
    for (const length of [8_000, 6 * 16_000]) {
      const clip = Float32Array.from({ length }, (_, i) => pcm[(i + 8_000) % pcm.length]!);
      const probabilities = Object.values(predict(voiceInput(voiceFrames(clip))));
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    }
  });

  it.each([Number.NaN, Infinity, -Infinity])('has no answer to a voice of %s', async (value) => {
    const { predict } = await load(ARTEFACTS);
    const { bands } = voice;
    expect(() => predict({ ...voice, bands: { ...bands, values: bands.values.map(() => value) } })).toThrow(
      `expected bands to be finite, received ${value}`,
    );
  });

  it('weighs at most 5 MB', async () => {
    expect((await stat(join(ARTEFACTS, 'weights.bin'))).size).toBeLessThanOrEqual(5_000_000);
  });

  it.skipIf(!hasTensorflow)('answers alike on TensorFlow and on WebAssembly', async () => {
    const native = Object.values((await load(ARTEFACTS, 'tensorflow')).predict(voice));
    const wasm = Object.values((await load(ARTEFACTS, 'wasm')).predict(voice));
    native.forEach((value, i) => {
      expect(Math.abs(value - wasm[i]!)).toBeLessThan(1e-4);
    });
  });
});

describe('a model that breaks its contract is refused', () => {
  const metadata: [string, (json: Record<string, unknown>) => unknown, RegExp][] = [
    ['labels in another order', (json) => ({ ...json, labels: [...EMOTIONS].reverse() }), /labels must be/],
    [
      'another feature setting',
      ({ features, ...json }) => ({ ...json, features: { ...(features as object), hopSamples: 160 } }),
      /hopSamples is 160, not 256/,
    ],
    [
      'a feature setting that is absent',
      ({ features, ...json }) => ({ ...json, features: { ...(features as object), melBands: undefined } }),
      /melBands is absent, not 64/,
    ],
    [
      'a feature setting that nobody knows',
      ({ features, ...json }) => ({ ...json, features: { ...(features as object), bark: 24 } }),
      /bark is 24, not known/,
    ],
    [
      'another number of inputs',
      (json) => ({ ...json, inputs: { ...(json.inputs as object), functionals: [9] } }),
      /takes functionals of shape \[9\], and the front end computes functionals of shape \[1273\]/,
    ],
    ['another kind of input', (json) => ({ ...json, inputs: { pixels: 1273 } }), /input/],
    [
      'an input that nothing computes',
      (json) => ({ ...json, inputs: { ...(json.inputs as object), pixels: [1273] } }),
      /takes pixels of shape \[1273\], and the front end computes no pixels/,
    ],
    ['no input', (json) => ({ ...json, inputs: {} }), /inputs/],
    ['no version', (json) => ({ ...json, version: undefined }), /version/],
    ['a threshold above 1', (json) => ({ ...json, confidence: { unsureBelow: 0, sureFrom: 2 } }), /sureFrom/],
    [
      'thresholds the wrong way round',
      (json) => ({ ...json, confidence: { unsureBelow: 0.5, sureFrom: 0.2 } }),
      /unsureBelow must be at most sureFrom/,
    ],
    ['pieces of more than half a window', (json) => ({ ...json, pieceSec: 99 }), /pieceSec/],
    ['a least length beyond a piece', (json) => ({ ...json, minSec: 2 }), /minSec/],
  ];

  it.each(metadata)('%s', async (_, change, message) => {
    const attempt = load(await changedModel('metadata.json', change));
    await expect(attempt).rejects.toThrow(ModelContractError);
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(/npm run train/);
  });

  it('an empty folder', async () => {
    await expect(load(await temporaryFolder())).rejects.toThrow(/metadata.json cannot be read/);
  });

  it('weights that are absent', async () => {
    const dir = await changedModel('model.json', (json) => json);
    await rm(join(dir, 'weights.bin'));
    await expect(load(dir)).rejects.toThrow(/weights.bin cannot be read/);
  });

  it('weights that are not its own', async () => {
    const dir = await changedModel('model.json', (json) => json);
    const file = await open(join(dir, 'weights.bin'), 'r+');
    await file.write(randomBytes(400), 0, 400, 1_000_000);
    await file.close();
    const attempt = load(dir);
    await expect(attempt).rejects.toThrow(ModelContractError);
    await expect(attempt).rejects.toThrow(
      /weights in .* are damaged or of another model: .* metadata\.json names [0-9a-f]{64}.*Restore model\/artefacts/,
    );
  });

  it('weights that are cut off', async () => {
    const dir = await changedModel('model.json', (json) => json);
    await truncate(join(dir, 'weights.bin'), 1000);
    await expect(load(dir)).rejects.toThrow(ModelContractError);
  });

  it('a model.json that is no JSON', async () => {
    const dir = await changedModel('metadata.json', (json) => json);
    await writeFile(join(dir, 'model.json'), 'not JSON');
    await expect(load(dir)).rejects.toThrow(/model.json .* is no JSON/);
  });

  it('a model.json without weights, or with weights outside its folder', async () => {
    const without = await changedModel('model.json', ({ modelTopology }) => ({ modelTopology }));
    await expect(load(without)).rejects.toThrow(/model.json .* is malformed/);
    const outside = await changedModel('model.json', (json) => ({
      ...json,
      weightsManifest: [{ paths: ['../weights.bin'], weights: [] }],
    }));
    await expect(load(outside)).rejects.toThrow(/model.json .* is malformed/);
  });
});

it('a model whose weights are no numbers loads, and answers nothing', async () => {
  const weights = await readFile(join(ARTEFACTS, 'weights.bin'));
  weights.fill(0xff);
  const weightsSha256 = createHash('sha256').update(weights).digest('hex');
  const dir = await changedModel('metadata.json', (json) => ({ ...json, weightsSha256 }));
  await writeFile(join(dir, 'weights.bin'), weights);
  const { predict } = await load(dir);
  expect(() => predict(voice)).toThrow(/the model answered \[NaN/);
});
