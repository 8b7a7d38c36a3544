import { argMin, softmax } from '../numerics/softmax.js';
import type { Fusion } from '../voice-model.js';
import { fuse, type Answer, type MemberSet } from './answers.js';

/** Weights that are tried. */
const WEIGHTS = Array.from({ length: 16 }, (_, i) => (i + 1) / 10);
/** Factors on logits that are tried: inverse temperatures (Guo et al. 2017). */
const SHARPNESSES = Array.from({ length: 59 }, (_, i) => (i + 2) / 20);

/** The fusion that makes the truth most likely, to a tenth of the weight and a twentieth of the sharpness. */
export function fitFusion(answers: readonly Answer[], members: MemberSet): Fusion {
  const fits = WEIGHTS.map((statisticsWeight) => {
    const fused = answers.map(({ logits, truth }) => ({
      truth,
      logits: fuse(logits, members, statisticsWeight),
    }));
    return { statisticsWeight, ...bestSharpness(fused) };
  });
  const { statisticsWeight, sharpness } = fits[argMin(fits.map(({ loss }) => loss))]!;
  return { statisticsWeight, sharpness };
}

interface Fused {
  truth: number;
  logits: Float64Array;
}

/** Halves the range again and again: the loss has one minimum, as it is convex in the sharpness. */
function bestSharpness(answers: readonly Fused[]): { sharpness: number; loss: number } {
  let low = 0;
  let high = SHARPNESSES.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const isFalling = meanLoss(answers, SHARPNESSES[middle]!) > meanLoss(answers, SHARPNESSES[middle + 1]!);
    if (isFalling) low = middle + 1;
    else high = middle;
  }
  const sharpness = SHARPNESSES[low]!;
  return { sharpness, loss: meanLoss(answers, sharpness) };
}

/** Mean of -ln(probability of the truth). */
function meanLoss(answers: readonly Fused[], sharpness: number): number {
  let total = 0;
  for (const { truth, logits } of answers) {
    let top = -Infinity;
    for (const value of logits) top = Math.max(top, value);
    let sum = 0;
    for (const value of logits) sum += Math.exp(sharpness * (value - top));
    total += Math.log(sum) - sharpness * (logits[truth]! - top);
  }
  return total / answers.length;
}

/** A clip's answer as the shipped model would give it. */
export interface FusedAnswer {
  clip: number;
  truth: number;
  /** Shape `[8]`. */
  probabilities: Float64Array;
}

/** Puts the answers of some members together. */
export function fuseAnswers(
  answers: readonly Answer[],
  members: MemberSet,
  { statisticsWeight, sharpness }: Fusion,
): FusedAnswer[] {
  return answers.map(({ clip, truth, logits }) => ({
    clip,
    truth,
    probabilities: softmax(fuse(logits, members, statisticsWeight), sharpness),
  }));
}
