import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { input, layers, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import { learningRate } from '../../../../model/training/optimiser.js';
import { SPECTROGRAM_TRAINING } from '../../../../model/training/spectrogram-settings.js';
import { STATISTICS_TRAINING } from '../../../../model/training/statistics-settings.js';
import { fit, type TrainingSetup, type EpochSummary } from '../../../../model/training/fit.js';
import { EMOTIONS } from '../../../../src/domain/emotions.js';

// WebAssembly has no gradient of a convolution; plain JavaScript has.
beforeAll(async () => {
  await tf.setBackend('cpu');
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
  it('a toy is fitted, the same way each time', async () => {
    const outcomes = await run(toySetup());
    expect(outcomes.at(-1)!.loss).toBeLessThan(0.8 * outcomes[0]!.loss);
    expect(outcomes.at(-1)!.accuracy).toBeGreaterThan(0.95);
    expect(await run(toySetup())).toEqual(outcomes);
  });

  it('emotions that a corpus lacks keep their weights', async () => {
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

  it('leaves no tensor behind but the weights', async () => {
    const before = tf.memory().numTensors;
    const setup = toySetup();
    const own = setup.model.weights.length;
    await run(setup);
    expect(tf.memory().numTensors - before).toBe(own);
  });

  it('the rate rises, then falls to nothing', () => {
    const settings = { ...SPECTROGRAM_TRAINING.optimiser, steps: 100 };
    const rates = Array.from({ length: 100 }, (_, step) => learningRate(step, settings));
    const peak = rates.indexOf(Math.max(...rates));
    expect(peak).toBeGreaterThan(5);
    expect(peak).toBeLessThan(15);
    expect(rates[peak]).toBeCloseTo(settings.rate, 4);
    expect(rates.at(-1)).toBeLessThan(settings.rate / 1000);
  });
});
