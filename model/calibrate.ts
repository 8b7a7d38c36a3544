import type { ConfidenceThresholds } from '../src/domain/detection.js';
import { argMax, softmax } from './metrics.js';

/** Logits of clips by models that had not heard their speakers, and the truth. */
export interface HeldOut {
  /** Each of shape `[classes]`. */
  logits: readonly Float64Array[];
  truth: readonly number[];
}

/**
 * The inverse temperature that makes held-out answers most likely (Guo et al. 2017), to two digits.
 *
 * @returns Within [0.05, 2]; below 1 where the model is too sure of itself.
 */
export function fitSharpness({ logits, truth }: HeldOut): number {
  const loss = (sharpness: number): number =>
    logits.reduce((sum, row, i) => sum - Math.log(softmax(row, sharpness)[truth[i]!]! + 1e-12), 0);
  const grid = Array.from({ length: 196 }, (_, i) => 0.05 + i * 0.01);
  return grid[argMax(grid.map((sharpness) => -loss(sharpness)))]!;
}

/** What the confidence words promise: the least share of right answers among clips that get them. */
export const PROMISED = {
  /** Among all that are not called unsure. */
  notUnsure: 0.75,
  /** Among those that are called sure. */
  sure: 0.9,
} as const;

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
export function lowestLead(
  { logits, truth }: HeldOut,
  sharpness: number,
  promised: number,
): ThresholdOutcome {
  const clips = logits.map((row, i) => {
    const [first, second] = softmax(row, sharpness).sort().reverse();
    return { lead: first! - second!, right: argMax(row) === truth[i] };
  });
  const outcome = (lead: number): ThresholdOutcome => {
    const reaching = clips.filter((clip) => clip.lead >= lead);
    const right = reaching.filter((clip) => clip.right).length;
    return { lead, share: reaching.length / clips.length, accuracy: right / Math.max(1, reaching.length) };
  };
  const outcomes = Array.from({ length: 100 }, (_, i) => outcome(i / 100));
  return outcomes.find(({ accuracy }) => accuracy >= promised) ?? outcomes.at(-1)!;
}

/** Thresholds for the words of confidence, and how they turn out. */
export function fitThresholds(
  heldOut: HeldOut,
  sharpness: number,
): { thresholds: ConfidenceThresholds; notUnsure: ThresholdOutcome; sure: ThresholdOutcome } {
  const notUnsure = lowestLead(heldOut, sharpness, PROMISED.notUnsure);
  const sure = lowestLead(heldOut, sharpness, PROMISED.sure);
  return { thresholds: { unsureBelow: notUnsure.lead, sureFrom: sure.lead }, notUnsure, sure };
}
