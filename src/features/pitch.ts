import { CANDIDATES, pitchCandidates, type PitchCandidates } from './pitch-candidates.js';

/** What a frame without voice scores; a period has to be stronger than this. */
const UNVOICED_SCORE = 0.42;
/** Frames quieter than this share of the loudest one's amplitude are taken for unvoiced more readily... */
const QUIET_SHARE = 0.05;
/** ...by this much for each unit of share that they lack. */
const QUIET_BONUS = 8;
/** What a jump of one octave between neighbouring frames costs. */
const JUMP_COST = 0.6;
/** What a change between voiced and unvoiced costs. */
const CHANGE_COST = 0.1;
/** States of a frame: its candidates, then unvoiced. */
const STATES = CANDIDATES + 1;
const UNVOICED = CANDIDATES;

export interface PitchFrames {
  /** Logarithm to base 2 of the pitch in Hz, 0 where unvoiced; shape `[frames]`. */
  pitchLog2Hz: Float32Array;
  /** Normalised autocorrelation at the period, within [0, 0.999]; where unvoiced, at the strongest candidate. */
  harmonicity: Float32Array;
}

/**
 * Pitch of each frame: the path through the candidates that scores best as a whole, found by dynamic programming
 * (Viterbi 1967; costs as in Boersma 1993).
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 */
export function trackPitch(pcm: Float32Array): PitchFrames {
  const candidates = pitchCandidates(pcm);
  const path = bestPath(candidates);
  const pitchLog2Hz = new Float32Array(candidates.frames);
  const harmonicity = new Float32Array(candidates.frames);
  for (let t = 0; t < candidates.frames; t += 1) {
    const state = path[t]!;
    const at = t * CANDIDATES + (state === UNVOICED ? 0 : state);
    pitchLog2Hz[t] = state === UNVOICED ? 0 : candidates.log2Hz[at]!;
    harmonicity[t] = Math.min(0.999, Math.max(0, candidates.strength[at]!));
  }
  return { pitchLog2Hz, harmonicity };
}

/** State of each frame on the best path; shape `[frames]`. */
function bestPath({ frames, score, log2Hz, amplitude }: PitchCandidates): Uint8Array {
  let loudest = 0;
  for (let t = 0; t < frames; t += 1) loudest = Math.max(loudest, amplitude[t]!);
  const from = new Uint8Array(frames * STATES);
  let previous = new Float64Array(STATES);
  let current = new Float64Array(STATES);
  for (let t = 0; t < frames; t += 1) {
    for (let state = 0; state < STATES; state += 1) {
      let best = 0;
      let bestFrom = 0;
      if (t > 0) {
        best = -Infinity;
        for (let before = 0; before < STATES; before += 1) {
          const value = previous[before]! - transitionCost(log2Hz, t, before, state);
          if (value > best) {
            best = value;
            bestFrom = before;
          }
        }
      }
      const quietness = Math.max(0, QUIET_SHARE - amplitude[t]! / loudest);
      const own =
        state === UNVOICED ? UNVOICED_SCORE + QUIET_BONUS * quietness : score[t * CANDIDATES + state]!;
      current[state] = best + own;
      from[t * STATES + state] = bestFrom;
    }
    [previous, current] = [current, previous];
  }
  return traceBack(previous, from, frames);
}

function transitionCost(log2Hz: Float64Array, t: number, before: number, state: number): number {
  if (before === UNVOICED && state === UNVOICED) return 0;
  if (before === UNVOICED || state === UNVOICED) return CHANGE_COST;
  return JUMP_COST * Math.abs(log2Hz[t * CANDIDATES + state]! - log2Hz[(t - 1) * CANDIDATES + before]!);
}

function traceBack(last: Float64Array, from: Uint8Array, frames: number): Uint8Array {
  const path = new Uint8Array(frames);
  let state = last.indexOf(Math.max(...last));
  for (let t = frames - 1; t >= 0; t -= 1) {
    path[t] = state;
    state = from[t * STATES + state]!;
  }
  return path;
}
