import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeLayersModel } from '../../../model/training/write-artefacts.js';
import { rawSpectrogram, type Example } from '../../../model/data/example.js';
import { softmax } from '../../../model/numerics/softmax.js';
import { fuse } from '../../../model/evaluation/answers.js';
import { ensemblePredictor, type Ensemble } from '../../../model/training/ensemble.js';
import { buildVoiceModel } from '../../../model/voice-model.js';
import { readArtefacts } from '../../../src/classifier/artefacts.js';
import { useBackend } from '../../../src/classifier/backend.js';
import { loadClassifier } from '../../../src/classifier/classifier.js';
import { voiceFrames } from '../../../src/features/frames.js';
import { voiceInput, type VoiceInput } from '../../../src/features/voice-input.js';
import { changedModel, EXPECTED, temporaryFolder } from '../../helpers/toy-model.js';
import { syntheticVoice } from '../../unit/features/synthetic-voice.js';
import { untrained } from '../../unit/model/training/untrained.js';

const FUSION = { statisticsWeight: 0.7, sharpness: 1.5 };

const frames = voiceFrames(syntheticVoice());
const input = voiceInput(frames);
const example: Example = {
  functionals: [input.functionals.values],
  spectrograms: [rawSpectrogram(frames)],
  baseline: new Float32Array(40),
  voiceActivity: 1,
};

function answer(model: LayersModel, { functionals, bands, tracks }: VoiceInput): Float32Array {
  return tf.tidy(() => {
    const tensors = [functionals, bands, tracks].map(({ values, shape }) => tf.tensor(values, [1, ...shape]));
    return (model.apply(tensors) as tf.Tensor).dataSync<'float32'>();
  });
}

describe('the model that is shipped', () => {
  let members: Ensemble;
  beforeAll(async () => {
    await useBackend('wasm');
    members = {
      statistics: [untrained('statistics', 1), untrained('statistics', 2)],
      spectrogram: [untrained('spectrogram', 1), untrained('spectrogram', 2)],
    };
  });

  it('answers as its members do by themselves, fused and sharpened', () => {
    const logits = fuse(ensemblePredictor(members)(example), [0, 1], FUSION.statisticsWeight);
    const expected = softmax(logits, FUSION.sharpness);
    const found = answer(buildVoiceModel(members, FUSION), input);
    found.forEach((value, c) => {
      expect(value).toBeCloseTo(expected[c]!, 4);
    });
    expect(new Set(found).size).toBe(8);
  });

  it('clips inputs that are far from all that was trained on', () => {
    const model = buildVoiceModel(members, FUSION);
    const far = (value: number): Float32Array =>
      answer(model, {
        ...input,
        functionals: { ...input.functionals, values: input.functionals.values.map(() => value) },
      });
    expect(far(1e7)).toEqual(far(1e9));
    expect(far(1e7).every(Number.isFinite)).toBe(true);
  });

  it('answers nearly the same after it was written and read, and is written the same twice', async () => {
    const [dir, again] = [await temporaryFolder(), await temporaryFolder()];
    const model = buildVoiceModel(members, FUSION);
    const { digest, bytes } = await writeLayersModel(model, dir);
    expect(bytes).toBeLessThan(2.5 * model.countParams());
    const artefacts = await readArtefacts(dir);
    const read = await loadLayersModel({ load: () => Promise.resolve(artefacts) });
    const before = answer(model, input);
    answer(read, input).forEach((value, c) => {
      expect(Math.abs(value - before[c]!)).toBeLessThan(5e-3);
    });
    expect((await writeLayersModel(buildVoiceModel(members, FUSION), again)).digest).toBe(digest);
    const [first, second] = [
      await readFile(join(dir, 'weights.bin')),
      await readFile(join(again, 'weights.bin')),
    ];
    expect(second.equals(first)).toBe(true);
  });

  it('is loaded by the classifier under the digest that writing it gave', async () => {
    const dir = await changedModel('metadata.json', (json) => json);
    const { digest } = await writeLayersModel(buildVoiceModel(members, FUSION), dir);
    const load = () => loadClassifier({ dir, backend: 'wasm', expected: EXPECTED });
    await expect(load()).rejects.toThrow(`their SHA-256 is ${digest}`);
    const file = join(dir, 'metadata.json');
    const metadata = JSON.parse(await readFile(file, 'utf8')) as object;
    await writeFile(file, JSON.stringify({ ...metadata, weightsSha256: digest }));
    const { predict } = await load();
    expect(Object.values(predict(input))).toHaveLength(8);
  });

  it('leaves no tensor behind but its weights', () => {
    const before = tf.memory().numTensors;
    buildVoiceModel(members, FUSION).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a network in the wrong place', () => {
    expect(() => buildVoiceModel({ ...members, statistics: members.spectrogram }, FUSION)).toThrow(TypeError);
  });
});
