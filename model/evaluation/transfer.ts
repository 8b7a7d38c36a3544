import { EMOTIONS } from '../../src/domain/emotions.js';
import type { Corpus } from '../data/corpus.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { Evaluation, TransferResult } from './result.js';
import { confusionMatrix, unweightedAverageRecall } from './metrics.js';
import { RECIPE } from '../recipe.js';
import { randomSplit, type Split } from '../data/split.js';
import type { Ensemble, EnsemblePlan } from '../training/ensemble.js';
import { answersOf } from './answers.js';
import { baselineAnswers } from './baseline.js';
import { emotionsOf, reportOf } from './domain.js';
import { answerAmong } from './folds.js';
import { fuseAnswers } from './fusion.js';
import type { Fusion } from '../voice-model.js';

/** A test on recordings of another kind than those that were trained on. */
export interface TransferPlan extends EnsemblePlan {
  title: string;
  test: readonly number[];
}

type Name = CorpusClip['corpus'];

/** Tests across corpora; those are left out whose corpora are not there. */
export function transferPlans(clips: readonly CorpusClip[]): TransferPlan[] {
  const of = (...names: Name[]): number[] =>
    [...clips.keys()].filter((i) => names.includes(clips[i]!.corpus));
  const speech = (indices: readonly number[]): number[] =>
    indices.filter((i) => clips[i]!.channel === 'speech');
  const plan = (title: string, train: number[], test: number[]): TransferPlan => ({
    title,
    train,
    test,
    watch: [],
    seeds: RECIPE.seeds.slice(0, 1),
  });
  const shared = new Set(of('nemo').map((i) => clips[i]!.emotion));
  return [
    plan('Trained without nEMO (Polish), tested on it', of('ravdess'), of('nemo')),
    {
      ...plan(
        'Trained on nEMO (Polish) alone, tested on RAVDESS speech',
        of('nemo'),
        speech(of('ravdess')).filter((i) => shared.has(clips[i]!.emotion)),
      ),
      isEven: true,
    },
    plan('The shipped model on TESS, which it has not heard', of('ravdess', 'nemo'), of('tess')),
  ].filter(({ train, test }) => train.length > 0 && test.length > 0);
}

/** Judges one test across corpora, among the emotions that occur in it. */
export async function scoreTransfer(
  plan: TransferPlan,
  ensemble: Ensemble,
  corpus: Corpus,
  baseline: readonly Float32Array[],
  fusion: Fusion,
): Promise<TransferResult> {
  const { truth, answers, labels } = await judge(plan, ensemble, corpus, fusion);
  const kept = labels.map((label) => EMOTIONS.indexOf(label));
  const matrix = confusionMatrix(truth, answers, EMOTIONS.length);
  return {
    title: plan.title,
    labels,
    clips: truth.length,
    recall: unweightedAverageRecall(truth, answers),
    baseline: unweightedAverageRecall(truth, baselineAnswers(corpus.clips, baseline, mutable(plan), labels)),
    confusion: kept.map((row) => kept.map((column) => matrix[row]![column]!)),
  };
}

/** The reference project's protocol: a fifth of all clips of RAVDESS and TESS at random. */
export function referencePlan(clips: readonly CorpusClip[]): TransferPlan {
  const all = [...clips.keys()].filter((i) => clips[i]!.corpus === 'ravdess' || clips[i]!.corpus === 'tess');
  const { train, test } = randomSplit(all, 0.2, RECIPE.seed);
  const title = 'RAVDESS speech and song and TESS, a fifth at random; speakers are on both sides';
  return { title, train, test, watch: [], seeds: RECIPE.seeds.slice(0, 1), isEven: true };
}

/** What the reference project published for its protocol: overall F1. */
const PUBLISHED = 0.8;

/** Macro F1 of the reference protocol, by its mean over the plan's seeds. */
export async function scoreReference(
  plan: TransferPlan,
  ensemble: Ensemble,
  corpus: Corpus,
  baseline: readonly Float32Array[],
  fusion: Fusion,
): Promise<Evaluation['reference']> {
  const macroF1 = (truth: readonly number[], answers: readonly number[]): number => {
    const report = reportOf(confusionMatrix(truth, answers, EMOTIONS.length));
    return report.reduce((sum, { f1 }) => sum + f1, 0) / report.length;
  };
  const runs: number[] = [];
  for (const seed of plan.seeds.keys()) {
    const { truth, answers } = await judge(plan, ensemble, corpus, fusion, seed);
    runs.push(macroF1(truth, answers));
  }
  const truth = plan.test.map((i) => EMOTIONS.indexOf(corpus.clips[i]!.emotion));
  return {
    title: plan.title,
    clips: plan.test.length,
    macroF1: runs.reduce((sum, value) => sum + value, 0) / runs.length,
    baselineMacroF1: macroF1(truth, baselineAnswers(corpus.clips, baseline, mutable(plan), [...EMOTIONS])),
    published: PUBLISHED,
  };
}

async function judge(
  { test }: TransferPlan,
  ensemble: Ensemble,
  corpus: Corpus,
  fusion: Fusion,
  seed = 0,
): Promise<{ truth: number[]; answers: number[]; labels: ReturnType<typeof emotionsOf> }> {
  const labels = emotionsOf(corpus.clips, test);
  const fused = fuseAnswers(await answersOf(ensemble, corpus, test), [seed], fusion);
  return {
    labels,
    truth: fused.map(({ truth }) => truth),
    answers: fused.map(({ probabilities }) => answerAmong(probabilities, labels)),
  };
}

function mutable({ train, test }: TransferPlan): Split {
  return { train: [...train], test: [...test] };
}
