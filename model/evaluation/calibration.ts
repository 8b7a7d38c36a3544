import type { ConfidenceThresholds } from '../../src/domain/detection.js';
import { argMax } from '../numerics/softmax.js';

/** An answer to a clip by a model that had not heard its speaker. */
export interface HeldOutAnswer {
  truth: number;
  /** Shape `[8]`. */
  probabilities: Float64Array;
}

/** What the confidence words promise: the least share of right answers among clips that get them. */
export const PROMISED = {
  /** Share among all that are not called unsure. */
  notUnsure: 0.8,
  /** Share among those that are called sure. */
  sure: 0.9,
} as const;

/** Thresholds are asked for this much more than is promised: they serve other speakers than they were fitted on. */
const MARGIN = 0.02;

/** How a threshold turns out on held-out clips. */
export interface ThresholdOutcome {
  /** Lead of the first emotion over the second from which on clips count, within [0, 1]. */
  lead: number;
  /** Share of all clips that reach it. */
  share: number;
  /** Share of right answers among those. */
  accuracy: number;
}

/**
 * The lowest lead, in steps of a hundredth, from which on answers are right as often as promised.
 *
 * @returns The highest lead at all if the promise cannot be kept.
 */
export function lowestLead(answers: readonly HeldOutAnswer[], promised: number): ThresholdOutcome {
  const outcomes = Array.from({ length: 100 }, (_, i) => outcomeAt(answers, i / 100));
  return outcomes.find(({ accuracy }) => accuracy >= promised) ?? outcomes.at(-1)!;
}

/** How a threshold turns out. */
export function outcomeAt(answers: readonly HeldOutAnswer[], lead: number): ThresholdOutcome {
  const reaching = answers.filter(({ probabilities }) => {
    const [first, second] = probabilities.slice().sort().reverse();
    return first! - second! >= lead;
  });
  const right = reaching.filter(({ probabilities, truth }) => argMax(probabilities) === truth).length;
  return { lead, share: reaching.length / answers.length, accuracy: right / Math.max(1, reaching.length) };
}

/** Thresholds for the words of confidence: the lowest that keep {@link PROMISED}, with a margin. */
export function fitThresholds(answers: readonly HeldOutAnswer[]): ConfidenceThresholds {
  return {
    unsureBelow: lowestLead(answers, PROMISED.notUnsure + MARGIN).lead,
    sureFrom: lowestLead(answers, PROMISED.sure + MARGIN).lead,
  };
}

/** Bins of equal width by the probability of the first emotion. */
const BINS = 15;

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  from: number;
  to: number;
  clips: number;
  meanConfidence: number;
  accuracy: number;
}

/**
 * Whether probabilities mean what they say: how often the first emotion is right, by its probability.
 *
 * @returns `error`: the mean distance between the two, weighted by clips (expected calibration error, Naeini et al.
 *   2015), within [0, 1].
 */
export function reliability(answers: readonly HeldOutAnswer[]): { error: number; bins: ReliabilityBin[] } {
  const clips = answers.map(({ probabilities, truth }) => {
    const first = argMax(probabilities);
    return { confidence: probabilities[first]!, isRight: first === truth };
  });
  const bins = Array.from({ length: BINS }, (_, b): ReliabilityBin => {
    const own = clips.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === b);
    const count = Math.max(1, own.length);
    return {
      from: b / BINS,
      to: (b + 1) / BINS,
      clips: own.length,
      meanConfidence: own.reduce((sum, { confidence }) => sum + confidence, 0) / count,
      accuracy: own.filter(({ isRight }) => isRight).length / count,
    };
  });
  const error = bins.reduce(
    (sum, bin) => sum + (bin.clips / answers.length) * Math.abs(bin.accuracy - bin.meanConfidence),
    0,
  );
  return { error, bins };
}
