import type { HeldOut } from './calibrate.js';
import { argMax, unweightedAverageRecall } from './metrics.js';
import { labelOf, type Corpus } from './recipe.js';
import { FOLD_NAMES, foldSplit, type FoldName } from './split.js';

/** Learns from some clips and returns the function that gives a clip's logits, shape `[8]`. */
export type Fit = (corpus: Corpus, train: readonly number[]) => (clip: number) => Float64Array;

/** What came of testing each fold's speakers with a model that had not heard them. */
export interface CrossValidation extends HeldOut {
  /** Unweighted average recall over the eight emotions of each fold, within [0, 1]. */
  recall: Readonly<Record<FoldName, number>>;
  /** Mean over the folds. */
  meanRecall: number;
}

/**
 * Tests a way of learning on the RAVDESS speech of folds A to D, each fold by a model trained on everything else.
 *
 * @param onFold - Told before each fold.
 */
export function crossValidate(corpus: Corpus, fit: Fit, onFold?: (fold: FoldName) => void): CrossValidation {
  const logits: Float64Array[] = [];
  const truth: number[] = [];
  const recalls = FOLD_NAMES.map((fold) => {
    onFold?.(fold);
    const { train, test } = foldSplit(corpus.clips, fold);
    const answer = fit(corpus, train);
    const own = test.map((clip) => ({ logits: answer(clip), truth: labelOf(corpus.clips[clip]!) }));
    logits.push(...own.map((each) => each.logits));
    truth.push(...own.map((each) => each.truth));
    const answers = own.map((each) => argMax(each.logits));
    return [
      fold,
      unweightedAverageRecall(
        own.map((each) => each.truth),
        answers,
      ),
    ] as const;
  });
  return {
    logits,
    truth,
    recall: Object.fromEntries(recalls) as Record<FoldName, number>,
    meanRecall: recalls.reduce((sum, [, recall]) => sum + recall, 0) / recalls.length,
  };
}
