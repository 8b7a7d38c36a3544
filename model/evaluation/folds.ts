import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';
import type { Corpus } from '../data/corpus.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { FoldScores } from './result.js';
import { unweightedAverageRecall } from './metrics.js';
import { argMax } from '../numerics/softmax.js';
import { isTrainedOn, RECIPE } from '../recipe.js';
import { crossSplits, FOLD_NAMES, type FoldName } from '../data/split.js';
import type { Ensemble, EnsemblePlan } from '../training/ensemble.js';
import type { Fusion } from '../voice-model.js';
import { answersOf, memberSets, type Answer, type MemberSet } from './answers.js';
import { fitFusion, fuseAnswers, type FusedAnswer } from './fusion.js';

/** Positions of the seeds whose networks are shipped together. */
export const SHIPPED_MEMBERS: MemberSet = memberSets(RECIPE.seeds.length, RECIPE.members)[0]!;
const MEMBER_SETS = memberSets(RECIPE.seeds.length, RECIPE.members);

/** The model that is shipped: trained on everyone. */
export function shippedPlan(clips: readonly CorpusClip[]): EnsemblePlan {
  const train = trainable(clips, [...clips.keys()]);
  return { train, watch: [], seeds: SHIPPED_MEMBERS.map((i) => RECIPE.seeds[i]!) };
}

/** One ensemble for each fold, trained on everyone but the fold's speakers. */
export function foldPlans(clips: readonly CorpusClip[]): EnsemblePlan[] {
  return Object.values(crossSplits(clips)).map(({ train, test }) => ({
    train: trainable(clips, train),
    watch: test,
    seeds: RECIPE.seeds,
  }));
}

function trainable(clips: readonly CorpusClip[], indices: readonly number[]): number[] {
  return indices.filter((i) => isTrainedOn(clips[i]!));
}

/** What a fold's ensemble says of the fold's own clips. */
export interface FoldAnswers {
  fold: FoldName;
  answers: readonly Answer[];
}

/**
 * Runs each fold's ensemble on the speakers that it was not trained on.
 *
 * @param ensembles - In the order of the folds.
 * @param examples - For each clip of the corpus the file that describes it; by default as it was recorded.
 */
export async function heldOutAnswers(
  corpus: Corpus,
  ensembles: readonly Ensemble[],
  channel: 'speech' | 'song',
  examples: ReadonlyMap<number, string> = new Map(),
): Promise<FoldAnswers[]> {
  const splits = crossSplits(corpus.clips, channel);
  const found: FoldAnswers[] = [];
  for (const [i, fold] of FOLD_NAMES.entries()) {
    const { test } = splits[fold];
    const files = test.map((clip) => examples.get(clip) ?? corpus.examples[clip]!);
    found.push({ fold, answers: await answersOf(ensembles[i]!, corpus, test, files) });
  }
  return found;
}

/** How networks are put together, for each set of members and each fold. */
export type NestedFusions = readonly { members: MemberSet; ofFold: Readonly<Record<FoldName, Fusion>> }[];

/**
 * Fits how networks are put together for each fold on the answers of the other three: no fold has a say in how it is
 * judged itself.
 *
 * @param answers - Answers to speech as it was recorded.
 */
export function nestedFusions(answers: readonly FoldAnswers[]): NestedFusions {
  return MEMBER_SETS.map((members) => {
    const fits = answers.map(({ fold }) => {
      const others = answers.filter((each) => each.fold !== fold).flatMap((each) => each.answers);
      return [fold, fitFusion(others, members)] as const;
    });
    return { members, ofFold: Object.fromEntries(fits) as Record<FoldName, Fusion> };
  });
}

/** Answers as the recipe would give them with one set of members. */
export function nestedAnswers(
  answers: readonly FoldAnswers[],
  { members, ofFold }: NestedFusions[number],
): { fold: FoldName; answers: FusedAnswer[] }[] {
  return answers.map(({ fold, answers: own }) => ({
    fold,
    answers: fuseAnswers(own, members, ofFold[fold]),
  }));
}

/** The first emotion of an answer among those that a kind of clip can have. */
export function answerAmong(probabilities: Float64Array, labels: readonly Emotion[]): number {
  return argMax(probabilities.map((value, k) => (labels.includes(EMOTIONS[k]!) ? value : -1)));
}

/** Recall of every fold, averaged over the sets of members that the seeds give. */
export function scoreFolds(
  answers: readonly FoldAnswers[],
  labels: readonly Emotion[],
  fusions: NestedFusions,
): FoldScores {
  const runs = fusions.map((fusion) =>
    nestedAnswers(answers, fusion).map(({ answers: own }) =>
      unweightedAverageRecall(
        own.map(({ truth }) => truth),
        own.map(({ probabilities }) => answerAmong(probabilities, labels)),
      ),
    ),
  );
  return toFoldScores(runs);
}

/** Means over runs, each of which has one recall per fold. */
export function toFoldScores(runs: readonly (readonly number[])[]): FoldScores {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = runs.map(mean);
  const overall = mean(means);
  return {
    folds: Object.fromEntries(
      FOLD_NAMES.map((fold, f) => [fold, mean(runs.map((run) => run[f]!))]),
    ) as Record<FoldName, number>,
    mean: overall,
    spread: Math.sqrt(mean(means.map((value) => (value - overall) ** 2))),
  };
}
