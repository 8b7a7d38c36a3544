import { EMOTIONS, type Emotion } from '../../src/domain/emotions.js';
import type { CorpusClip } from '../data/labelled-clips.js';
import type { FoldScores } from './result.js';
import { fitLda, logits } from '../numerics/lda.js';
import { unweightedAverageRecall } from './metrics.js';
import { argMax } from '../numerics/softmax.js';
import { fitNormaliser, normalise } from '../numerics/normaliser.js';
import { FOLD_NAMES, foldSplit, type Split } from '../data/split.js';
import { toFoldScores } from './folds.js';

/** Shrinkage of the baseline's covariance. */
const SHRINKAGE = 0.15;

/**
 * The baseline, a linear discriminant on the means of 40 cepstral coefficients, as most public models hear a voice.
 *
 * @param rows - For each clip of the corpus, shape `[40]`.
 * @returns The emotions' indices that it answers for `split.test`, of those that `labels` names.
 */
export function baselineAnswers(
  clips: readonly CorpusClip[],
  rows: readonly Float32Array[],
  { train, test }: Split,
  labels: readonly Emotion[],
): number[] {
  const normaliser = fitNormaliser(train.map((i) => rows[i]!));
  const scaled = (i: number): Float32Array => normalise(rows[i]!, normaliser);
  // A class without clips has no mean, so classes are counted anew among those that occur.
  const known = EMOTIONS.filter((emotion) => train.some((i) => clips[i]!.emotion === emotion));
  const discriminant = fitLda(
    { rows: train.map(scaled), labels: train.map((i) => known.indexOf(clips[i]!.emotion)) },
    known.length,
    SHRINKAGE,
  );
  return test.map((i) => {
    const scores = logits(discriminant, scaled(i));
    const best = argMax(scores.map((score, k) => (labels.includes(known[k]!) ? score : -Infinity)));
    return EMOTIONS.indexOf(known[best]!);
  });
}

/** The baseline's recall of every fold: trained on the other folds' speakers, speech or song as it is tested. */
export function scoreBaseline(
  clips: readonly CorpusClip[],
  rows: readonly Float32Array[],
  channel: 'speech' | 'song',
  labels: readonly Emotion[],
): FoldScores {
  const recalls = FOLD_NAMES.map((fold) => {
    const { train, test } = foldSplit(clips, fold, channel);
    const own = train.filter((i) => clips[i]!.corpus === 'ravdess' && clips[i]!.channel === channel);
    return unweightedAverageRecall(
      test.map((i) => EMOTIONS.indexOf(clips[i]!.emotion)),
      baselineAnswers(clips, rows, { train: own, test }, labels),
    );
  });
  return toFoldScores([recalls]);
}
