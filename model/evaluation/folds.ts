import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';
import type { Corpus } from '../data/corpus.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { FoldScores } from './result.js';
import { unweightedAverageRecall } from './metrics.js';
import { argMax } from '../numerics/softmax.js';
import { isLearntFrom, RECIPE } from '../recipe.js';
import { crossSplits, FOLD_NAMES, type FoldName } from '../data/split.js';
import type { System, SystemPlan } from '../training/ensemble.js';
import type { Fusion } from '../voice-model.js';
import { answersOf, teamsOf, type Answer, type Team } from './answers.js';
import { fitFusion, fuseAnswers, type FusedAnswer } from './fusion.js';

/** Positions of the seeds whose networks are shipped together. */
export const SHIPPED_TEAM: Team = teamsOf(RECIPE.seeds.length, RECIPE.members)[0]!;
const TEAMS = teamsOf(RECIPE.seeds.length, RECIPE.members);

/** The model that is shipped: taught by everyone. */
export function shippedPlan(clips: readonly CorpusClip[]): SystemPlan {
  const train = learnt(clips, [...clips.keys()]);
  return { train, watch: [], seeds: SHIPPED_TEAM.map((i) => RECIPE.seeds[i]!) };
}

/** One system for each fold, taught by everyone but the fold's speakers. */
export function foldPlans(clips: readonly CorpusClip[]): SystemPlan[] {
  return Object.values(crossSplits(clips)).map(({ train, test }) => ({
    train: learnt(clips, train),
    watch: test,
    seeds: RECIPE.seeds,
  }));
}

function learnt(clips: readonly CorpusClip[], indices: readonly number[]): number[] {
  return indices.filter((i) => isLearntFrom(clips[i]!));
}

/** What a fold's system says of the fold's own clips. */
export interface FoldAnswers {
  fold: FoldName;
  answers: readonly Answer[];
}

/**
 * Lets each fold's system hear the speakers that it was not taught by.
 *
 * @param systems - In the order of the folds.
 * @param examples - For each clip of the corpus the file that describes it; by default as it was recorded.
 */
export async function heldOutAnswers(
  corpus: Corpus,
  systems: readonly System[],
  channel: 'speech' | 'song',
  examples: ReadonlyMap<number, string> = new Map(),
): Promise<FoldAnswers[]> {
  const splits = crossSplits(corpus.clips, channel);
  const found: FoldAnswers[] = [];
  for (const [i, fold] of FOLD_NAMES.entries()) {
    const { test } = splits[fold];
    const files = test.map((clip) => examples.get(clip) ?? corpus.examples[clip]!);
    found.push({ fold, answers: await answersOf(systems[i]!, corpus, test, files) });
  }
  return found;
}

/** How to put networks together, for each team of seeds and each fold. */
export type NestedFusions = readonly { team: Team; ofFold: Readonly<Record<FoldName, Fusion>> }[];

/**
 * Fits how networks are put together for each fold on the answers of the other three: no fold has a say in how it is
 * judged itself.
 *
 * @param answers - Answers to speech as it was recorded.
 */
export function nestedFusions(answers: readonly FoldAnswers[]): NestedFusions {
  return TEAMS.map((team) => {
    const fits = answers.map(({ fold }) => {
      const others = answers.filter((each) => each.fold !== fold).flatMap((each) => each.answers);
      return [fold, fitFusion(others, team)] as const;
    });
    return { team, ofFold: Object.fromEntries(fits) as Record<FoldName, Fusion> };
  });
}

/** Answers as the recipe would give them with one team of seeds. */
export function nestedAnswers(
  answers: readonly FoldAnswers[],
  { team, ofFold }: NestedFusions[number],
): { fold: FoldName; answers: FusedAnswer[] }[] {
  return answers.map(({ fold, answers: own }) => ({ fold, answers: fuseAnswers(own, team, ofFold[fold]) }));
}

/** The first emotion of an answer among those that a kind of clip can have. */
export function answerAmong(probabilities: Float64Array, labels: readonly Emotion[]): number {
  return argMax(probabilities.map((value, k) => (labels.includes(EMOTIONS[k]!) ? value : -1)));
}

/** Recall of every fold, averaged over the teams that the seeds give. */
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
  return summarise(runs);
}

/** Means over runs, each of which has one recall per fold. */
export function summarise(runs: readonly (readonly number[])[]): FoldScores {
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
