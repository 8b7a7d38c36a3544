/** Statistics of training inputs, by which every input is brought to one scale. */
export interface Normaliser {
  /** Shape `[inputs]`. */
  mean: Float64Array;
  /** Standard deviation plus a little, so that a constant input can be divided by it; shape `[inputs]`. */
  scale: Float64Array;
}

/** Inputs further from the mean than this many standard deviations count as this far. */
export const CLIP = 5;

const SCALE_FLOOR = 1e-4;

/**
 * @param rows - Training inputs, each of shape `[inputs]`; at least one. Take them from the training part only.
 */
export function fitNormaliser(rows: readonly Float32Array[]): Normaliser {
  const size = rows[0]!.length;
  const mean = new Float64Array(size);
  const scale = new Float64Array(size);
  for (const row of rows) for (let k = 0; k < size; k += 1) mean[k]! += row[k]! / rows.length;
  for (const row of rows)
    for (let k = 0; k < size; k += 1) scale[k]! += (row[k]! - mean[k]!) ** 2 / rows.length;
  return { mean, scale: scale.map((variance) => Math.sqrt(variance) + SCALE_FLOOR) };
}

/** Standard scores, clipped to ±{@link CLIP}; shape as the row's. */
export function normalise(row: Float32Array, { mean, scale }: Normaliser): Float32Array {
  return row.map((value, k) => Math.min(CLIP, Math.max(-CLIP, (value - mean[k]!) / scale[k]!)));
}
