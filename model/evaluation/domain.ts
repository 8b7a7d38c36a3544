import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';
import { reliability } from './calibration.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { DomainResult, FoldScores } from './result.js';
import { confusionMatrix, unweightedAverageRecall } from './metrics.js';
import type { FoldName } from '../data/split.js';
import { answerAmong, nestedAnswers, scoreFolds, type FoldAnswers, type NestedFusions } from './folds.js';
import type { FusedAnswer } from './fusion.js';

interface Judged extends FusedAnswer {
  fold: FoldName;
  label: CorpusClip;
  answer: number;
}

/** Judges the held-out answers to speech or to song. Details are of the members that are shipped. */
export function scoreDomain(
  title: string,
  clips: readonly CorpusClip[],
  answers: readonly FoldAnswers[],
  fusions: NestedFusions,
  baseline: FoldScores,
): DomainResult {
  const labels = EMOTIONS.filter((_, k) =>
    answers.some((fold) => fold.answers.some(({ truth }) => truth === k)),
  );
  const judged = nestedAnswers(answers, fusions[0]!).flatMap(({ fold, answers: own }) =>
    own.map((answer): Judged => ({
      ...answer,
      fold,
      label: clips[answer.clip]!,
      answer: answerAmong(answer.probabilities, labels),
    })),
  );
  const confusion = confusionMatrix(
    judged.map(({ truth }) => truth),
    judged.map(({ answer }) => answer),
    EMOTIONS.length,
  );
  const kept = labels.map((label) => EMOTIONS.indexOf(label));
  const matrix = kept.map((row) => kept.map((column) => confusion[row]![column]!));
  const perEmotion = reportOf(matrix);
  return {
    title,
    clips: judged.length,
    labels,
    model: scoreFolds(answers, labels, fusions),
    baseline,
    confusion: matrix,
    perEmotion,
    macroF1: perEmotion.reduce((sum, { f1 }) => sum + f1, 0) / labels.length,
    accuracy: judged.filter(({ truth, answer }) => truth === answer).length / judged.length,
    perSpeaker: speakersOf(judged).map((speaker) => {
      const own = judged.filter(({ label }) => label.speaker === speaker);
      return { speaker, sex: sexOf(own[0]!.label), fold: own[0]!.fold, recall: recallOf(own) };
    }),
    perGroup: groupsOf(judged),
    calibration: reliability(judged),
  };
}

/** Precision, recall and F1 of each class. @param matrix - Rows are truths, columns answers. */
export function reportOf(matrix: readonly (readonly number[])[]): DomainResult['perEmotion'] {
  return matrix.map((row, k) => {
    const hits = row[k]!;
    const clips = row.reduce((sum, count) => sum + count, 0);
    const answered = matrix.reduce((sum, other) => sum + other[k]!, 0);
    const recall = hits / Math.max(1, clips);
    const precision = hits / Math.max(1, answered);
    return { precision, recall, f1: hits > 0 ? (2 * precision * recall) / (precision + recall) : 0, clips };
  });
}

function speakersOf(judged: readonly Judged[]): string[] {
  return [...new Set(judged.map(({ label }) => label.speaker))];
}

function recallOf(judged: readonly Judged[]): number {
  return unweightedAverageRecall(
    judged.map(({ truth }) => truth),
    judged.map(({ answer }) => answer),
  );
}

/** RAVDESS: women have even numbers. */
function sexOf({ speaker }: CorpusClip): 'female' | 'male' {
  return Number(speaker.slice(-2)) % 2 === 0 ? 'female' : 'male';
}

/** RAVDESS: the fourth field of a file's name is 01 for normal and 02 for strong. Neutral is never strong. */
function isStrong({ id }: CorpusClip): boolean {
  return /03-\d\d-\d\d-02-[\d-]+\.\w+$/.test(id);
}

function groupsOf(judged: readonly Judged[]): DomainResult['perGroup'] {
  const groups: Record<string, (each: Judged) => boolean> = {
    female: ({ label }) => sexOf(label) === 'female',
    male: ({ label }) => sexOf(label) === 'male',
    'normal intensity': ({ label }) => !isStrong(label),
    'strong intensity': ({ label }) => isStrong(label),
  };
  return Object.entries(groups).map(([group, belongs]) => {
    const own = judged.filter(belongs);
    return { group, clips: own.length, recall: recallOf(own) };
  });
}

/** Names of emotions that occur among clips. */
export function emotionsOf(clips: readonly CorpusClip[], indices: readonly number[]): Emotion[] {
  return EMOTIONS.filter((emotion) => indices.some((i) => clips[i]!.emotion === emotion));
}
