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
