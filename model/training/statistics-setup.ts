import { input, model } from '@tensorflow/tfjs-layers';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { FUNCTIONAL_COUNT } from '../../src/features/functionals.js';
import { statisticsNetwork } from '../networks/statistics-network.js';
import { fitNormaliser, normalise, type Normaliser } from '../numerics/normaliser.js';
import type { Weight } from './checkpoint.js';
import type { TrainingClip } from './clip-weights.js';
import { fitLinearPath } from './linear-path.js';
import { rowPools } from './rows.js';
import { evenly } from './settings.js';
import { STATISTICS_NOISE, STATISTICS_TRAINING } from './statistics-settings.js';
import type { TrainingSetup, SetupOptions } from './fit.js';

/**
 * The network on functionals. Each corpus is standardised by itself during training, so that rooms and microphones
 * cannot stand for emotions that a corpus lacks; in service all voices are standardised as `normaliser` says, which
 * is how RAVDESS was.
 */
export function statisticsSetup(
  clips: readonly TrainingClip[],
  { seed, isEven }: SetupOptions,
): TrainingSetup & { normaliser: Normaliser; fitLinearPath: () => Weight[] } {
  const settings = isEven ? evenly(STATISTICS_TRAINING) : STATISTICS_TRAINING;
  const rows = clips.map(({ example }) => example.functionals.map((row) => row.slice()));
  const normalisers = new Map<string, Normaliser>();
  for (const corpus of new Set(clips.map((clip) => clip.corpus))) {
    const own = rows.filter((_, i) => clips[i]!.corpus === corpus);
    const normaliser = fitNormaliser(own.flat());
    normalisers.set(corpus, normaliser);
    for (const row of own.flat()) row.set(normalise(row, normaliser));
  }
  const features = input({ shape: [FUNCTIONAL_COUNT] });
  return {
    normaliser: normalisers.get('ravdess') ?? [...normalisers.values()][0]!,
    model: model({
      inputs: features,
      outputs: statisticsNetwork(features, { name: 'network', units: EMOTIONS.length, seed }),
    }),
    settings,
    fitLinearPath: () => {
      // Corpora that count less are there to make the hidden layer hear more voices.
      const weightOf = ({ corpus }: TrainingClip): number => settings.weight[corpus];
      const most = Math.max(...clips.map(weightOf));
      const heeded = [...clips.entries()].filter(([, clip]) => weightOf(clip) === most);
      return fitLinearPath(
        heeded.flatMap(([i]) => rows[i]!),
        heeded.flatMap(([i, { emotion }]) => rows[i]!.map(() => EMOTIONS.indexOf(emotion))),
      );
    },
    pools: rowPools(clips, settings, ({ example }) => example.functionals.length),
    collate: (batch, random) => {
      const values = new Float32Array(batch.length * FUNCTIONAL_COUNT);
      batch.forEach(({ clip, copy }, i) => {
        values.set(rows[clip]![copy]!, i * FUNCTIONAL_COUNT);
      });
      for (let i = 0; i < values.length; i += 1) values[i]! += random.normal(0, STATISTICS_NOISE);
      return [{ values, shape: [batch.length, FUNCTIONAL_COUNT] }];
    },
  };
}
