import { EMOTIONS } from '../../src/domain/emotions.js';
import { fitLda } from '../numerics/lda.js';
import { LINEAR_PATH_LAYER } from '../networks/statistics-network.js';
import type { Weight } from './checkpoint.js';

/** The straight way from functionals to logits, beside the hidden layer (as in wide and deep, Cheng et al. 2016). */
export const LINEAR_PATH = {
  /** How much its logits count beside those of the hidden layer. */
  weight: 0.2,
  /** Shrinkage of the covariance; see `fitLda`. */
  shrinkage: 0.4,
} as const;

/**
 * Fits the straight way by itself, as a linear discriminant: it errs in other places than a network does.
 *
 * @param rows - Standardised functionals, each of shape `[1273]`.
 * @param labels - Index of each row's emotion.
 * @returns Kernel and bias. Logits of emotions that are known sum to 0; of others they are 0, which says nothing.
 */
export function fitLinearPath(rows: readonly Float32Array[], labels: readonly number[]): Weight[] {
  const known = EMOTIONS.map((_, k) => k).filter((k) => labels.includes(k));
  const classes = labels.map((label) => known.indexOf(label));
  const { weights, biases } = fitLda({ rows, labels: classes }, known.length, LINEAR_PATH.shrinkage);
  const inputs = rows[0]!.length;
  const outputs = EMOTIONS.length;
  const kernel = new Float32Array(inputs * outputs);
  const bias = new Float32Array(outputs);
  const mean = (valueOf: (c: number) => number): number =>
    known.reduce((sum, _, c) => sum + valueOf(c), 0) / known.length;
  const biasMean = mean((c) => biases[c]!);
  known.forEach((emotion, c) => {
    bias[emotion] = LINEAR_PATH.weight * (biases[c]! - biasMean);
  });
  for (let i = 0; i < inputs; i += 1) {
    const weightMean = mean((c) => weights[c]![i]!);
    known.forEach((emotion, c) => {
      kernel[i * outputs + emotion] = LINEAR_PATH.weight * (weights[c]![i]! - weightMean);
    });
  }
  return [
    { name: `${LINEAR_PATH_LAYER}/kernel`, shape: [inputs, outputs], values: kernel },
    { name: `${LINEAR_PATH_LAYER}/bias`, shape: [outputs], values: bias },
  ];
}
