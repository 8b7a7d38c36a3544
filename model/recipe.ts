import { EMOTIONS } from '../src/domain/emotions.js';
import type { CorpusClip } from './dataset.js';
import type { Examples } from './examples.js';
import { averaged, fitLda, logits, type LinearClassifier } from './lda.js';
import { fitNormaliser, normalise, type Normaliser } from './normaliser.js';

/** How the shipped model is trained. */
export const RECIPE = {
  /** Decides every random number. */
  seed: 'overtone-1',
  /** Augmented copies of each training clip. */
  copies: 10,
  /** Of the discriminants' covariance. */
  shrinkage: 0.15,
} as const;

/** A normaliser and the members whose logits are averaged. */
export interface Members {
  normaliser: Normaliser;
  discriminant: LinearClassifier;
}

/** Clips with their inputs; `clips[i]` belongs to `examples.functionals(i, copy)`. */
export interface Corpus {
  clips: readonly CorpusClip[];
  examples: Examples;
}

/**
 * Trains on some of the clips, their augmented copies included.
 *
 * Two discriminants are averaged, one of speech and one of speech and song: singers are more speakers to learn
 * from, but nobody sings a Discord message.
 *
 * @param train - Indices of clips.
 */
export function trainMembers({ clips, examples }: Corpus, train: readonly number[]): Members {
  const inputs = train.flatMap((clip) =>
    Array.from({ length: 1 + examples.copies }, (_, copy) => ({
      row: examples.functionals(clip, copy),
      label: labelOf(clips[clip]!),
      isSpeech: clips[clip]!.channel === 'speech',
    })),
  );
  const normaliser = fitNormaliser(inputs.map(({ row }) => row));
  const scaled = inputs.map((each) => ({ ...each, row: normalise(each.row, normaliser) }));
  const discriminants = [scaled.filter(({ isSpeech }) => isSpeech), scaled].map((part) =>
    fitLda(
      { rows: part.map(({ row }) => row), labels: part.map(({ label }) => label) },
      EMOTIONS.length,
      RECIPE.shrinkage,
    ),
  );
  return { normaliser, discriminant: averaged(discriminants) };
}

/** Index of a clip's emotion in {@link EMOTIONS}. */
export function labelOf({ emotion }: Pick<CorpusClip, 'emotion'>): number {
  return EMOTIONS.indexOf(emotion);
}

/** The members' mean logits for one clip as recorded; shape `[8]`. */
export function memberLogits({ normaliser, discriminant }: Members, functionals: Float32Array): Float64Array {
  return logits(discriminant, normalise(functionals, normaliser));
}
