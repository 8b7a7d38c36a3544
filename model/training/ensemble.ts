import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkpointDir, type Corpus } from '../data/corpus.js';
import type { Example } from '../data/example.js';
import type { Learned } from './checkpoint.js';
import { runLessons, type LessonClip, type LessonPlan } from './training-runs.js';
import { networkOf, type Network } from './predictor.js';

/** A whole model to be taught: for each seed one network of either kind. */
export interface SystemPlan {
  /** Indices of clips. */
  train: readonly number[];
  /** Clips whose loss is watched meanwhile. */
  watch: readonly number[];
  seeds: readonly number[];
  /** Whether all corpora count alike, rather than RAVDESS most. */
  isEven?: boolean;
}

/** What was taught, one network of either kind for each seed. */
export interface System {
  statistics: readonly Learned[];
  spectrogram: readonly Learned[];
}

/** Logits of each network of a system for one clip, by seed; each of shape `[8]`. */
export interface MemberLogits {
  statistics: readonly Float64Array[];
  spectrogram: readonly Float64Array[];
}

/**
 * Teaches systems, or takes from the checkpoints what was taught before.
 *
 * @param title - For the progress bar.
 */
export async function teachSystems(
  title: string,
  corpus: Corpus,
  plans: readonly SystemPlan[],
): Promise<System[]> {
  const dir = join(checkpointDir(), 'networks');
  await mkdir(dir, { recursive: true });
  const lessons = plans.flatMap((plan) => lessonsOf(plan, corpus));
  const learned = await runLessons(title, lessons, dir);
  let at = 0;
  const take = (count: number): Learned[] => learned.slice(at, (at += count));
  return plans.map(({ seeds }) => ({ spectrogram: take(seeds.length), statistics: take(seeds.length) }));
}

/** The longer lessons come first, so that no core is left alone with one at the end. */
function lessonsOf(plan: SystemPlan, { clips, examples }: Corpus): LessonPlan[] {
  const pick = (indices: readonly number[]): LessonClip[] =>
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

/** Makes a function of a system: from a clip to what each network says. */
export function listener(system: System): (example: Example) => MemberLogits {
  const networks = (learned: readonly Learned[]): Network[] => learned.map((each) => networkOf(each));
  const statistics = networks(system.statistics);
  const spectrogram = networks(system.spectrogram);
  return (example) => ({
    statistics: statistics.map((network) => network(example)),
    spectrogram: spectrogram.map((network) => network(example)),
  });
}
