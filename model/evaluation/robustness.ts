import { EMOTIONS } from '../../src/domain/emotions.js';
import { CONDITIONS } from '../conditions/conditions.js';
import { checkpointDir, type Corpus } from '../data/corpus.js';
import { describeClips } from '../data/describe-clips.js';
import type { ConditionResult } from './result.js';
import { RECIPE } from '../recipe.js';
import { FOLD_NAMES, foldSplit } from '../data/split.js';
import type { Ensemble } from '../training/ensemble.js';
import { heldOutAnswers, scoreFolds, type NestedFusions } from './folds.js';

/**
 * How much recall of RAVDESS speech is lost under each condition.
 *
 * @param clean - Recall of the clips as they were recorded.
 * @param fusions - Fitted on the clips as they were recorded.
 */
export async function scoreRobustness(
  corpus: Corpus,
  ensembles: readonly Ensemble[],
  clean: number,
  fusions: NestedFusions,
): Promise<ConditionResult[]> {
  const indices = FOLD_NAMES.flatMap((fold) => foldSplit(corpus.clips, fold).test);
  const results: ConditionResult[] = [];
  for (const { name, title, allowedDropPoints } of CONDITIONS) {
    const files = await describeClips(
      indices.map((i) => corpus.clips[i]!),
      { title, all: corpus.clips, cacheDir: checkpointDir(), seed: RECIPE.seed, condition: name },
    );
    const examples = new Map(indices.map((clip, k) => [clip, files[k]!]));
    const answers = await heldOutAnswers(corpus, ensembles, 'speech', examples);
    const recall = scoreFolds(answers, EMOTIONS, fusions).mean;
    results.push({
      name,
      title,
      recall,
      drop: 100 * (clean - recall),
      ...(allowedDropPoints !== undefined && { allowedDrop: allowedDropPoints }),
    });
  }
  return results;
}
