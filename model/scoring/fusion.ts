import { argMax, softmax } from '../metrics.js';
import type { Fusion } from '../voice-model.js';
import { fuse, type Answer, type Team } from './answers.js';

/** Weights that are tried. */
const WEIGHTS = Array.from({ length: 16 }, (_, i) => (i + 1) / 10);
/** Factors on logits that are tried: inverse temperatures (Guo et al. 2017). */
const SHARPNESSES = Array.from({ length: 59 }, (_, i) => (i + 2) / 20);

/** The fusion that makes the truth most likely, to a tenth of the weight and a twentieth of the sharpness. */
export function fitFusion(answers: readonly Answer[], team: Team): Fusion {
  const trials = WEIGHTS.flatMap((statisticsWeight) => {
    const fused = answers.map(({ members }) => fuse(members, team, statisticsWeight));
    return SHARPNESSES.map((sharpness) => ({
      fusion: { statisticsWeight, sharpness },
      likelihood: answers.reduce(
        (sum, { truth }, i) => sum + Math.log(softmax(fused[i]!, sharpness)[truth]! + 1e-12),
        0,
      ),
    }));
  });
  return trials[argMax(trials.map(({ likelihood }) => likelihood))]!.fusion;
}

/** A clip's answer as the shipped model would give it. */
export interface FusedAnswer {
  clip: number;
  truth: number;
  /** Shape `[8]`. */
  probabilities: Float64Array;
}

/** Puts a team's answers together. */
export function fuseAnswers(
  answers: readonly Answer[],
  team: Team,
  { statisticsWeight, sharpness }: Fusion,
): FusedAnswer[] {
  return answers.map(({ clip, truth, members }) => ({
    clip,
    truth,
    probabilities: softmax(fuse(members, team, statisticsWeight), sharpness),
  }));
}
