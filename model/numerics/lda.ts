import { addOuterProducts, solveSymmetric } from './matrix.js';

/** A linear classifier: `logits = weights x + biases`. */
export interface LinearClassifier {
  /** One row per class; shape `[classes, inputs]`. */
  weights: Float64Array[];
  /** Shape `[classes]`. */
  biases: Float64Array;
}

export interface LabelledRows {
  /** One row for each example, each of shape `[inputs]`. */
  rows: readonly Float32Array[];
  /** Class of each row. */
  labels: readonly number[];
}

/**
 * Linear discriminant analysis (Fisher 1936) with equal priors: classes share one covariance, the mean of theirs,
 * shrunk towards a multiple of the identity (Ledoit and Wolf 2004, with the intensity given instead of estimated).
 *
 * @param classes - Number of classes; each must have at least one row.
 * @param shrinkage - Weight of the identity, within (0, 1].
 * @returns Logits whose softmax is the posterior under the model.
 * @throws {RangeError} if a class has no rows, or the covariance cannot be inverted.
 */
export function fitLda({ rows, labels }: LabelledRows, classes: number, shrinkage: number): LinearClassifier {
  const size = rows[0]!.length;
  const { means, counts } = classMeans(rows, labels, classes, size);
  const covariance = new Float64Array(size * size);
  addOuterProducts(covariance, size, rows.length, (i, into) => {
    const label = labels[i]!;
    const root = 1 / Math.sqrt(classes * counts[label]!);
    const mean = means[label]!;
    for (let k = 0; k < size; k += 1) into[k] = (rows[i]![k]! - mean[k]!) * root;
  });
  shrink(covariance, size, shrinkage);
  const weights = means.map((mean) => mean.slice());
  solveSymmetric(covariance, size, weights);
  const biases = Float64Array.from(means, (mean, c) => -0.5 * dot(mean, weights[c]!));
  return { weights, biases };
}

function classMeans(
  rows: readonly Float32Array[],
  labels: readonly number[],
  classes: number,
  size: number,
): { means: Float64Array[]; counts: number[] } {
  const counts = Array.from({ length: classes }, (_, c) => labels.filter((label) => label === c).length);
  if (counts.includes(0)) throw new RangeError(`class ${counts.indexOf(0)} has no rows`);
  const means = counts.map(() => new Float64Array(size));
  rows.forEach((row, i) => {
    const label = labels[i]!;
    const mean = means[label]!;
    for (let k = 0; k < size; k += 1) mean[k]! += row[k]! / counts[label]!;
  });
  return { means, counts };
}

/** Moves a covariance towards its mean variance times the identity. */
function shrink(covariance: Float64Array, size: number, shrinkage: number): void {
  let trace = 0;
  for (let k = 0; k < size; k += 1) trace += covariance[k * size + k]!;
  for (let i = 0; i < covariance.length; i += 1) covariance[i]! *= 1 - shrinkage;
  for (let k = 0; k < size; k += 1) covariance[k * size + k]! += (shrinkage * trace) / size;
}

/** Logits of one row; shape `[classes]`. */
export function logits({ weights, biases }: LinearClassifier, row: Float32Array): Float64Array {
  return biases.map((bias, c) => bias + dot(row, weights[c]!));
}

function dot(a: Float32Array | Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}
