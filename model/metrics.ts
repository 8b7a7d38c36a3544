/** Softmax of logits, times an inverse temperature. */
export function softmax(logits: Float64Array, sharpness = 1): Float64Array {
  const top = logits.reduce((best, value) => Math.max(best, value), -Infinity);
  const powers = logits.map((value) => Math.exp(sharpness * (value - top)));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/** Index of the greatest value, the first of equals. */
export function argMax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[best]!) best = i;
  return best;
}

/** Index of the smallest value, the first of equals. */
export function argMin(values: readonly number[]): number {
  return argMax(values.map((value) => -value));
}

/**
 * Unweighted average recall: the mean, over the classes that occur, of the share of a class that is recognised.
 * Unlike accuracy it does not reward naming the commonest class. Chance among 8 classes is 0.125.
 */
export function unweightedAverageRecall(truth: readonly number[], answers: readonly number[]): number {
  const recalls = [...new Set(truth)].map((label) => {
    const own = [...truth.keys()].filter((i) => truth[i] === label);
    return own.filter((i) => answers[i] === label).length / own.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
}

/** Rows are truths, columns answers; shape `[classes, classes]`. */
export function confusionMatrix(
  truth: readonly number[],
  answers: readonly number[],
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  truth.forEach((label, i) => {
    matrix[label]![answers[i]!]! += 1;
  });
  return matrix;
}
