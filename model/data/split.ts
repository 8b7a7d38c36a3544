import type { ClipLabel } from './clip-name.js';
import { createRandom, shuffled } from '../numerics/random.js';

/**
 * Four of the five subject-wise folds of RAVDESS that published results use (the fifth is kept aside for judging
 * the model, and is in no corpus here). A fold's actors are tested by a model trained on all others.
 */
export const RAVDESS_FOLDS = {
  A: ['02', '05', '14', '15', '16'],
  B: ['03', '06', '07', '13', '18'],
  C: ['10', '11', '12', '19', '20'],
  D: ['08', '17', '21', '23', '24'],
} as const;

export type FoldName = keyof typeof RAVDESS_FOLDS;
export const FOLD_NAMES = Object.keys(RAVDESS_FOLDS) as FoldName[];

/** Two sets of clips, as indices, that share no clip. */
export interface Split {
  train: number[];
  test: number[];
}

/** Trains on everyone but a fold's actors (speech, song and other corpora), tests on what they say or sing. */
export function foldSplit(
  clips: readonly ClipLabel[],
  fold: FoldName,
  channel: ClipLabel['channel'] = 'speech',
): Split {
  const held = new Set<string>(RAVDESS_FOLDS[fold].map((actor) => `ravdess-${actor}`));
  return {
    train: indicesWhere(clips, ({ speaker }) => !held.has(speaker)),
    test: indicesWhere(clips, (clip) => held.has(clip.speaker) && clip.channel === channel),
  };
}

/** Whether somebody of each of the folds of RAVDESS is there. */
export function hasRavdessFolds(clips: readonly ClipLabel[]): boolean {
  const speakers = new Set(clips.map(({ speaker }) => speaker));
  return FOLD_NAMES.every((fold) => RAVDESS_FOLDS[fold].some((actor) => speakers.has(`ravdess-${actor}`)));
}

/**
 * Splits for cross-validation: the folds of RAVDESS where they are there, otherwise four folds of whole speakers, or
 * of clips if there are fewer than four.
 *
 * @param channel - Tested: what is spoken or what is sung.
 */
export function crossSplits(
  clips: readonly ClipLabel[],
  channel: ClipLabel['channel'] = 'speech',
): Readonly<Record<FoldName, Split>> {
  const splits = hasRavdessFolds(clips)
    ? FOLD_NAMES.map((fold) => foldSplit(clips, fold, channel))
    : dealtSplits(clips, channel);
  return Object.fromEntries(FOLD_NAMES.map((fold, f) => [fold, splits[f]!])) as Record<FoldName, Split>;
}

function dealtSplits(clips: readonly ClipLabel[], channel: ClipLabel['channel']): Split[] {
  const speakers = [...new Set(clips.map(({ speaker }) => speaker))].sort();
  const keyOf = (i: number): string => (speakers.length < FOLD_NAMES.length ? String(i) : clips[i]!.speaker);
  const keys = [...new Set([...clips.keys()].map(keyOf))];
  const folds = new Map(
    shuffled(keys, createRandom('folds')).map((key, at) => [key, at % FOLD_NAMES.length]),
  );
  const indices = [...clips.keys()];
  return FOLD_NAMES.map((_, fold) => ({
    train: indices.filter((i) => folds.get(keyOf(i)) !== fold),
    test: indices.filter((i) => folds.get(keyOf(i)) === fold && clips[i]!.channel === channel),
  }));
}

/**
 * Holds a random share of the speakers out.
 *
 * @param share - Of the speakers, within (0, 1); at least one speaker is held out.
 * @param seed - Equal seeds hold equal speakers out.
 */
export function speakerSplit(clips: readonly ClipLabel[], share: number, seed: string): Split {
  const speakers = [...new Set(clips.map(({ speaker }) => speaker))].sort();
  const count = Math.max(1, Math.round(share * speakers.length));
  const held = new Set(shuffled(speakers, createRandom(seed)).slice(0, count));
  return {
    train: indicesWhere(clips, ({ speaker }) => !held.has(speaker)),
    test: indicesWhere(clips, ({ speaker }) => held.has(speaker)),
  };
}

/**
 * Holds a random share of the clips out, as the reference project did: speakers are on both sides, so this says
 * little of new voices.
 *
 * @param share - Of the clips, within (0, 1).
 * @param seed - Equal seeds hold equal clips out.
 */
export function randomSplit(indices: readonly number[], share: number, seed: string): Split {
  const mixed = shuffled(indices, createRandom(seed));
  const count = Math.round(share * mixed.length);
  return {
    train: mixed.slice(count).sort((a, b) => a - b),
    test: mixed.slice(0, count).sort((a, b) => a - b),
  };
}

export function indicesWhere(clips: readonly ClipLabel[], matches: (clip: ClipLabel) => boolean): number[] {
  return [...clips.keys()].filter((i) => matches(clips[i]!));
}
