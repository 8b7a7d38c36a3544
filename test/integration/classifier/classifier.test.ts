import { rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../../../src/classifier/backend.js';
import { loadClassifier, type Classifier } from '../../../src/classifier/classifier.js';
import { ModelContractError } from '../../../src/classifier/contract-error.js';
import { EMOTIONS } from '../../../src/domain/emotions.js';
import { voiceFrames } from '../../../src/features/frames.js';
import { voiceInput, type VoiceInput } from '../../../src/features/voice-input.js';
import { syntheticVoice } from '../../unit/features/synthetic-voice.js';
import { ARTEFACTS, changedModel, EXPECTED, temporaryFolder } from '../../helpers/toy-model.js';

const voice = voiceInput(voiceFrames(syntheticVoice()));
/** Every value of a voice replaced by one. */
const filled = (value: number): VoiceInput => ({
  functionals: voice.functionals.map(() => value),
  spectrogram: {
    ...voice.spectrogram,
    bands: voice.spectrogram.bands.map(() => value),
    tracks: voice.spectrogram.tracks.map(() => value),
  },
});
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
    const { spectrogram } = voice;
    expect(() => predict({ ...voice, functionals: new Float32Array(3) })).toThrow(RangeError);
    expect(() => predict({ ...voice, spectrogram: { ...spectrogram, count: 3 } })).toThrow(RangeError);
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
      (json) => ({ ...json, input: { ...(json.input as object), functionals: 9 } }),
      /takes 9 functionals/,
    ],
    ['another kind of input', (json) => ({ ...json, input: { pixels: 1273 } }), /input/],
    ['no version', (json) => ({ ...json, version: undefined }), /version/],
    ['a threshold above 1', (json) => ({ ...json, confidence: { unsureBelow: 0, sureFrom: 2 } }), /sureFrom/],
    [
      'thresholds the wrong way round',
      (json) => ({ ...json, confidence: { unsureBelow: 0.5, sureFrom: 0.2 } }),
      /unsureBelow must be at most sureFrom/,
    ],
    ['a window beyond the whole', (json) => ({ ...json, windowSec: 99 }), /windowSec/],
    ['a hop beyond the window', (json) => ({ ...json, hopSec: 99 }), /hopSec/],
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
