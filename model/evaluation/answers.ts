import { EMOTIONS } from '../../src/domain/emotions.js';
import type { Corpus } from '../data/corpus.js';
import { readExample } from '../data/example.js';
import { ensemblePredictor, type MemberLogits, type Ensemble } from '../training/ensemble.js';

/** What an ensemble says of a clip. */
export interface Answer {
  /** Index of the clip. */
  clip: number;
  /** Index of its emotion. */
  truth: number;
  logits: MemberLogits;
}

/**
 * Runs an ensemble on clips.
 *
 * @param indices - Of the clips.
 * @param examples - The file that describes each of those clips; by default as they were recorded.
 */
export async function answersOf(
  ensemble: Ensemble,
  { clips, examples: recorded }: Corpus,
  indices: readonly number[],
  examples: readonly string[] = indices.map((i) => recorded[i]!),
): Promise<Answer[]> {
  const predict = ensemblePredictor(ensemble);
  const answers: Answer[] = [];
  for (const [at, clip] of indices.entries()) {
    const truth = EMOTIONS.indexOf(clips[clip]!.emotion);
    answers.push({ clip, truth, logits: predict(await readExample(examples[at]!)) });
  }
  return answers;
}

/** Which of an ensemble's seeds are put together: their positions. */
export type MemberSet = readonly number[];

/** All sets of neighbours in a ring, as many as there are seeds: `0 1`, `1 2`, `2 0`. */
export function memberSets(seeds: number, members: number): MemberSet[] {
  return Array.from({ length: seeds }, (_, first) =>
    Array.from({ length: members }, (_, k) => (first + k) % seeds),
  );
}

/**
 * Mean logits of the networks on spectrograms plus a weight times those of the networks on functionals; shape `[8]`.
 */
export function fuse(
  { statistics, spectrogram }: MemberLogits,
  members: MemberSet,
  weight: number,
): Float64Array {
  return Float64Array.from(
    { length: EMOTIONS.length },
    (_, k) =>
      members.reduce((sum, i) => sum + spectrogram[i]![k]! + weight * statistics[i]![k]!, 0) / members.length,
  );
}
