import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeExample, rawSpectrogram, readExample, type Example } from '../../../../model/data/example.js';
import { spectrogramNetwork } from '../../../../model/networks/spectrogram-network.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { clipWeights, knownEmotions, type TrainingClip } from '../../../../model/training/clip-weights.js';
import { learningRate } from '../../../../model/training/optimiser.js';
import { SPECTROGRAM_TRAINING, STATISTICS_TRAINING } from '../../../../model/training/settings.js';
import {
  augmentSpectrogram,
  SPECTROGRAM_AUGMENTATION,
} from '../../../../model/training/augment-spectrogram.js';
import { spectrogramSetup } from '../../../../model/training/spectrogram-setup.js';
import { statisticsSetup } from '../../../../model/training/statistics-setup.js';
import { drawMixing, mixRows, smoothTargets } from '../../../../model/training/targets.js';
import { fit, type TrainingSetup, type EpochSummary } from '../../../../model/training/fit.js';
import { EMOTIONS, type Emotion } from '../../../../src/domain/emotions.js';
import { voiceFrames } from '../../../../src/features/frames.js';
import { functionals } from '../../../../src/features/functionals.js';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../helpers/toy-model.js';
import { syntheticVoice } from '../../../unit/features/synthetic-voice.js';

// WebAssembly has no gradient of a convolution; plain JavaScript has.
beforeAll(async () => {
  await tf.setBackend('cpu');
});

const frames = voiceFrames(syntheticVoice());
const example: Example = {
  functionals: [functionals(frames), functionals(frames).map((value) => value + 0.1)],
  spectrograms: [rawSpectrogram(frames), rawSpectrogram(frames)],
  baseline: new Float32Array(40),
  voiceActivity: 0.9,
};
const clip = (emotion: Emotion, rest: Partial<TrainingClip> = {}): TrainingClip => ({
  corpus: 'ravdess',
  channel: 'speech',
  speaker: 'ravdess-02',
  emotion,
  example,
  ...rest,
});

/** Eight classes that lie apart, and a network without hidden units. */
function toySetup(): TrainingSetup {
  const features = input({ shape: [8] });
  const outputs = layers.dense({ units: 8, kernelInitializer: 'zeros' }).apply(features);
  const rows = Array.from({ length: 64 }, (_, i) => ({
    clip: i,
    copy: 0,
    label: i % 8,
    weight: 1,
    known: EMOTIONS.map(() => true),
  }));
  return {
    model: model({ inputs: features, outputs: outputs as ReturnType<typeof input> }),
    settings: {
      ...STATISTICS_TRAINING,
      epochs: 12,
      batch: 16,
      optimiser: { ...STATISTICS_TRAINING.optimiser, rate: 0.3, averaging: 0.5, decay: 0 },
    },
    pools: [{ share: 1, rows }],
    collate: (batch) => [
      {
        values: Float32Array.from(
          batch.flatMap(({ label }) => EMOTIONS.map((_, k) => (k === label ? 1 : 0))),
        ),
        shape: [batch.length, 8],
      },
    ],
  };
}

async function run(setup: TrainingSetup): Promise<EpochSummary[]> {
  const outcomes: EpochSummary[] = [];
  await fit(setup, createRandom('toy'), (outcome) => void outcomes.push(outcome));
  return outcomes;
}

describe('fit', () => {
  test('a toy is fitted, the same way each time', async () => {
    const outcomes = await run(toySetup());
    expect(outcomes.at(-1)!.loss).toBeLessThan(0.8 * outcomes[0]!.loss);
    expect(outcomes.at(-1)!.accuracy).toBeGreaterThan(0.95);
    expect(await run(toySetup())).toEqual(outcomes);
  });

  test('emotions that a corpus lacks keep their weights', async () => {
    const setup = toySetup();
    const known = EMOTIONS.map((emotion) => emotion !== 'calm');
    const rows = setup.pools[0]!.rows.filter(({ label }) => EMOTIONS[label] !== 'calm').map((row) => ({
      ...row,
      known,
    }));
    await run({ ...setup, pools: [{ share: 1, rows }] });
    const [kernel] = setup.model.getWeights() as [tf.Tensor2D];
    const ofCalm = kernel.arraySync().map((row) => row[EMOTIONS.indexOf('calm')]);
    expect(ofCalm).toEqual(new Array(8).fill(0));
  });

  test('leaves no tensor behind but the weights', async () => {
    const before = tf.memory().numTensors;
    const setup = toySetup();
    const own = setup.model.weights.length;
    await run(setup);
    expect(tf.memory().numTensors - before).toBe(own);
  });

  test('the rate rises, then falls to nothing', () => {
    const settings = { ...SPECTROGRAM_TRAINING.optimiser, steps: 100 };
    const rates = Array.from({ length: 100 }, (_, step) => learningRate(step, settings));
    const peak = rates.indexOf(Math.max(...rates));
    expect(peak).toBeGreaterThan(5);
    expect(peak).toBeLessThan(15);
    expect(rates[peak]).toBeCloseTo(settings.rate, 4);
    expect(rates.at(-1)).toBeLessThan(settings.rate / 1000);
  });
});

describe('targets', () => {
  const known = EMOTIONS.map((_, k) => k < 6);

  test('doubt goes to emotions that the corpus has', () => {
    const { shares } = smoothTargets([{ label: 2, weight: 1, known }], 0.12);
    expect([...shares].map((share) => Number(share.toFixed(4)))).toEqual([
      0.02, 0.02, 0.9, 0.02, 0.02, 0.02, 0, 0,
    ]);
  });

  test('rows are mixed in pairs', () => {
    const mixed = mixRows(Float32Array.of(1, 2, 10, 20), { own: 0.75, partner: [1, 0] });
    expect([...mixed]).toEqual([3.25, 6.5, 7.75, 15.5]);
    for (let i = 0; i < 50; i += 1) {
      const { own, partner } = drawMixing(5, 0.4, createRandom(String(i)));
      expect(own).toBeGreaterThanOrEqual(0.5);
      expect([...partner].sort()).toEqual([0, 1, 2, 3, 4]);
    }
  });
});

describe('what clips count', () => {
  const clips = [
    clip('sad'),
    clip('sad'),
    clip('happy'),
    clip('happy', { channel: 'song' }),
    clip('angry', { corpus: 'nemo', speaker: 'nemo-AB' }),
  ];

  test('each emotion of a corpus alike, song and other corpora as they are told to', () => {
    const weights = clipWeights(clips, STATISTICS_TRAINING);
    expect(weights[0]! + weights[1]!).toBeCloseTo(weights[2]! + weights[3]!, 9);
    expect(weights[3]! / weights[2]!).toBeCloseTo(STATISTICS_TRAINING.songWeight, 9);
    expect(weights[4]).toBeCloseTo(STATISTICS_TRAINING.weight.nemo, 9);
  });

  test('a corpus knows the emotions that it has', () => {
    const known = knownEmotions(clips);
    expect(EMOTIONS.filter((_, k) => known.get('ravdess')![k])).toEqual(['happy', 'sad']);
    expect(EMOTIONS.filter((_, k) => known.get('nemo')![k])).toEqual(['angry']);
  });
});

describe('examples', () => {
  test('are read as they were written, bands to a thousandth', async () => {
    const file = join(await temporaryFolder(), 'example');
    await writeFile(file, encodeExample(example));
    const read = await readExample(file);
    expect(read.functionals).toEqual(example.functionals);
    expect(read.spectrograms[0]!.tracks).toEqual(example.spectrograms[0]!.tracks);
    read.spectrograms[0]!.bands.forEach((value, i) => {
      expect(Math.abs(value - example.spectrograms[0]!.bands[i]!)).toBeLessThan(0.00051);
    });
  });
});

describe('spectrograms in training', () => {
  const spectrogram = example.spectrograms[0]!;

  test('are no longer than is seen at once, finite, and the same for the same seed', () => {
    for (let i = 0; i < 20; i += 1) {
      const copy = augmentSpectrogram(spectrogram, createRandom(String(i)));
      expect(copy.count).toBeLessThanOrEqual(SPECTROGRAM_AUGMENTATION.frames);
      expect(copy.bands.length).toBe(copy.count * 64);
      expect(copy.tracks.length).toBe(copy.count * 4);
      expect(copy.bands.every(Number.isFinite)).toBe(true);
      expect(copy).toEqual(augmentSpectrogram(spectrogram, createRandom(String(i))));
    }
  });

  test('do not modify the clip', () => {
    const before = structuredClone(spectrogram);
    augmentSpectrogram(spectrogram, createRandom('copy'));
    expect(spectrogram).toEqual(before);
  });

  test('come in batches with their padding marked', () => {
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
});

test('functionals are standardised by corpus in training', () => {
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

test('padding changes nothing about what the network on spectrograms answers, but for its edge', () => {
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
