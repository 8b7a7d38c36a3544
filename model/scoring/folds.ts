import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';
import type { Corpus } from '../corpus.js';
import type { CorpusClip } from '../dataset.js';
import type { FoldScores } from '../evaluation.js';
import { argMax, unweightedAverageRecall } from '../metrics.js';
import { RECIPE } from '../recipe.js';
import { FOLD_NAMES, foldSplit, type FoldName } from '../split.js';
import type { System, SystemPlan } from '../systems.js';
import { answersOf, teamsOf, type Answer, type Team } from './answers.js';
import { fitFusion, fuseAnswers, type FusedAnswer } from './fusion.js';

/** Positions of the seeds whose networks are shipped together. */
export const SHIPPED_TEAM: Team = teamsOf(RECIPE.seeds.length, RECIPE.members)[0]!;
const TEAMS = teamsOf(RECIPE.seeds.length, RECIPE.members);

/** The model that is shipped: taught by everyone. */
export function shippedPlan(clips: readonly CorpusClip[]): SystemPlan {
  return { train: [...clips.keys()], watch: [], seeds: SHIPPED_TEAM.map((i) => RECIPE.seeds[i]!) };
}

/** One system for each fold, taught by everyone but the fold's speakers. */
export function foldPlans(clips: readonly CorpusClip[]): SystemPlan[] {
  return FOLD_NAMES.map((fold) => {
    const { train, test } = foldSplit(clips, fold);
    return { train, watch: test, seeds: RECIPE.seeds };
  });
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
  const found: FoldAnswers[] = [];
  for (const [i, fold] of FOLD_NAMES.entries()) {
    const { test } = foldSplit(corpus.clips, fold, channel);
    const files = test.map((clip) => examples.get(clip) ?? corpus.examples[clip]!);
    found.push({ fold, answers: await answersOf(systems[i]!, corpus, test, files) });
  }
  return found;
}

/**
 * Answers as the shipped recipe would give them. How networks are put together is fitted on the other three folds'
 * answers, so no fold has a say in how it is judged itself.
 *
 * @param judged - Answers to be put together, by fold.
 * @param fitted - Answers that the fusion is fitted on, by fold: to speech as it was recorded.
 */
export function nestedAnswers(
  judged: readonly FoldAnswers[],
  fitted: readonly FoldAnswers[],
  team: Team,
): { fold: FoldName; answers: FusedAnswer[] }[] {
  return judged.map(({ fold, answers }) => {
    const others = fitted.filter((each) => each.fold !== fold).flatMap((each) => each.answers);
    return { fold, answers: fuseAnswers(answers, team, fitFusion(others, team)) };
  });
}

/** The first emotion of an answer among those that a kind of clip can have. */
export function answerAmong(probabilities: Float64Array, labels: readonly Emotion[]): number {
  return argMax(probabilities.map((value, k) => (labels.includes(EMOTIONS[k]!) ? value : -1)));
}

/** Recall of every fold, averaged over the teams that the seeds give. */
export function scoreFolds(
  judged: readonly FoldAnswers[],
  labels: readonly Emotion[],
  fitted: readonly FoldAnswers[] = judged,
): FoldScores {
  const runs = TEAMS.map((team) =>
    nestedAnswers(judged, fitted, team).map(({ answers }) =>
      unweightedAverageRecall(
        answers.map(({ truth }) => truth),
        answers.map(({ probabilities }) => answerAmong(probabilities, labels)),
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
