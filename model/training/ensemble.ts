import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir, type Corpus } from '../data/corpus.js';
import type { Example } from '../data/example.js';
import type { Checkpoint } from './checkpoint.js';
import { runTraining, type RunClip, type TrainingPlan } from './training-runs.js';
import { createPredictor, type Predictor } from './predictor.js';

/** A whole model to be trained: for each seed one network of either kind. */
export interface EnsemblePlan {
  /** Indices of clips. */
  train: readonly number[];
  /** Clips whose loss is watched meanwhile. */
  watch: readonly number[];
  seeds: readonly number[];
  /** Whether all corpora count alike, rather than RAVDESS most. */
  isEven?: boolean;
}

/** Trained networks, one of either kind for each seed. */
export interface Ensemble {
  statistics: readonly Checkpoint[];
  spectrogram: readonly Checkpoint[];
}

/** Logits of each network of an ensemble for one clip, by seed; each of shape `[8]`. */
export interface MemberLogits {
  statistics: readonly Float64Array[];
  spectrogram: readonly Float64Array[];
}

/**
 * Trains ensembles, or takes from the checkpoints what was trained before.
 *
 * @param title - Name of the progress bar.
 */
export async function trainEnsembles(
  title: string,
  corpus: Corpus,
  plans: readonly EnsemblePlan[],
): Promise<Ensemble[]> {
  const dir = join(checkpointDir(), 'networks');
  await mkdir(dir, { recursive: true });
  const runs = plans.flatMap((plan) => plansOf(plan, corpus));
  const checkpoints = await runTraining(title, runs, dir);
  let at = 0;
  const take = (count: number): Checkpoint[] => checkpoints.slice(at, (at += count));
  return plans.map(({ seeds }) => ({ spectrogram: take(seeds.length), statistics: take(seeds.length) }));
}

/** The training runs of a plan, the longer ones first, so that no core is left alone with one at the end. */
function plansOf(plan: EnsemblePlan, { clips, examples }: Corpus): TrainingPlan[] {
  const pick = (indices: readonly number[]): RunClip[] =>
    indices.map((i) => {
      const { corpus, channel, emotion, speaker } = clips[i]!;
      return { corpus, channel, emotion, speaker, example: examples[i]! };
    });
  const train = pick(plan.train);
  const watch = pick(plan.watch);
  const isEven = plan.isEven ?? false;
  return (['spectrogram', 'statistics'] as const).flatMap((kind) =>
    plan.seeds.map((seed) => ({ kind, seed, train, watch, isEven })),
  );
}

/** Makes a function of an ensemble: from a clip to what each network says. */
export function ensemblePredictor(ensemble: Ensemble): (example: Example) => MemberLogits {
  const predictors = (checkpoints: readonly Checkpoint[]): Predictor[] =>
    checkpoints.map((each) => createPredictor(each));
  const statistics = predictors(ensemble.statistics);
  const spectrogram = predictors(ensemble.spectrogram);
  return (example) => ({
    statistics: statistics.map((predict) => predict(example)),
    spectrogram: spectrogram.map((predict) => predict(example)),
  });
}
