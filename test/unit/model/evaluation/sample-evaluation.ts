import type { DomainResult, Evaluation } from '../../../../model/evaluation/result.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { reportOf } from '../../../../model/evaluation/domain.js';
import { FOLD_NAMES, RAVDESS_FOLDS } from '../../../../model/data/split.js';
import { EMOTIONS } from '../../../../src/domain/emotions.js';

/** An evaluation that could be. */
export function sampleEvaluation(): Evaluation {
  const speech = domain('RAVDESS speech', EMOTIONS, 0.73);
  return {
    version: '2.0.0+0123abcd',
    weightsBytes: 2_510_000,
    parameters: 1_250_000,
    seeds: ['1', '2', '3'],
    summary: [
      {
        part: 'scaling',
        layers: [{ name: 'standardise', type: 'BatchNormalization', outputShape: '1273', parameters: 3819 }],
      },
      ...[0, 1].map((i) => ({
        part: `statistics-${i}`,
        layers: [
          { name: 'hidden', type: 'Dense', outputShape: '384', parameters: 489_216 },
          { name: 'logits', type: 'Dense', outputShape: '8', parameters: 3080 },
        ],
      })),
    ],
    curves: FOLD_NAMES.flatMap((fold) =>
      [40, 8].map((epochs) => ({
        title: `Network on ${epochs === 40 ? 'spectrograms' : 'functionals'}, fold ${fold}`,
        epochs: Array.from({ length: epochs }, (_, i) => ({
          epoch: i + 1,
          loss: 0.6 + 1.5 * Math.exp((-4 * i) / epochs),
          accuracy: 0.8 - 0.6 * Math.exp((-4 * i) / epochs),
          heldOutLoss: 1 + Math.exp((-4 * i) / epochs),
          heldOutAccuracy: 0.66 - 0.5 * Math.exp((-4 * i) / epochs),
        })),
      })),
    ),
    speech,
    song: domain('RAVDESS song', EMOTIONS.slice(0, 6), 0.77),
    confidence: { notUnsure: { share: 0.71, accuracy: 0.82 }, sure: { share: 0.4, accuracy: 0.93 } },
    conditions: [
      { name: 'opus-24k', title: 'Opus, 24 kbit/s', recall: 0.722, drop: 0.8, allowedDrop: 2 },
      { name: 'telephone', title: 'Telephone, 8 kHz', recall: 0.69, drop: 4, allowedDrop: 2 },
      { name: 'gain', title: '12 dB louder', recall: 0.733, drop: -0.3, allowedDrop: 2 },
      { name: 'white-10', title: 'White noise, 10 dB below', recall: 0.64, drop: 9 },
    ],
    transfer: [
      {
        title: 'Trained without nEMO (Polish), tested on it',
        labels: ['neutral', 'sad', 'angry'],
        clips: 300,
        recall: 0.5,
        baseline: 0.36,
        confusion: [
          [50, 30, 20],
          [30, 50, 20],
          [25, 25, 50],
        ],
      },
    ],
    reference: {
      title: 'a fifth at random',
      clips: 911,
      macroF1: 0.94,
      baselineMacroF1: 0.8,
      published: 0.8,
    },
    falseAlarms: { clips: 9037, unheard: 3 },
  };
}

function domain(title: string, labels: readonly string[], mean: number): DomainResult {
  const random = createRandom(title);
  const near = (spread: number): number => Math.min(1, mean + random.normal(0, spread));
  const confusion = labels.map((_, r) =>
    labels.map((_, c) => Math.round(r === c ? 150 * near(0.05) : random.between(0, 12))),
  );
  const perEmotion = reportOf(confusion);
  const folds = Object.fromEntries(
    FOLD_NAMES.map((fold) => [fold, near(0.05)]),
  ) as DomainResult['model']['folds'];
  return {
    title,
    clips: confusion.flat().reduce((sum, count) => sum + count, 0),
    labels,
    model: { folds, mean, spread: 0.004 },
    baseline: { folds: { A: 0.33, B: 0.3, C: 0.33, D: 0.42 }, mean: 0.344, spread: 0 },
    confusion,
    perEmotion,
    macroF1: perEmotion.reduce((sum, { f1 }) => sum + f1, 0) / labels.length,
    accuracy: mean + 0.01,
    perSpeaker: FOLD_NAMES.flatMap((fold) =>
      RAVDESS_FOLDS[fold].map((actor) => ({
        speaker: `ravdess-${actor}`,
        sex: Number(actor) % 2 === 0 ? ('female' as const) : ('male' as const),
        fold,
        recall: near(0.1),
      })),
    ),
    perGroup: [
      { group: 'female', clips: 600, recall: 0.75 },
      { group: 'male', clips: 600, recall: 0.71 },
    ],
    calibration: {
      error: 0.032,
      bins: Array.from({ length: 15 }, (_, b) => ({
        from: b / 15,
        to: (b + 1) / 15,
        clips: b < 3 ? 0 : 100 - Math.abs(b - 9) * 8,
        meanConfidence: (b + 0.5) / 15,
        accuracy: Math.min(1, Math.max(0, (b + 0.5) / 15 + random.normal(0, 0.03))),
      })),
    },
  };
}
