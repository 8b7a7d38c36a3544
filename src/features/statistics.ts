/**
 * Plain statistics of a series. Where a series is empty, each is `NaN`: the caller has to rule that out. They are
 * computed some thousand times for each clip, hence plain loops: `from`, `filter` and the like call back for each
 * value of a typed array and wrap each in an object, which takes several times as long.
 */

export type Series = Float64Array | readonly number[];

export function mean(values: Series): number {
  return meanBetween(values, 0, values.length);
}

/** Sum of the products of two series of one length. */
export function dot(a: Float32Array | Float64Array, b: Float32Array | Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Standard deviation of a population (divided by `n`). */
export function standardDeviation(values: Series): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) {
    const deviation = value - centre;
    sum += deviation * deviation;
  }
  return Math.sqrt(sum / values.length);
}

export function maximum(values: Series): number {
  let best = -Infinity;
  for (const value of values) if (value > best) best = value;
  return best;
}

/** A copy in ascending order. */
export function sorted(values: Series): Float64Array {
  return new Float64Array(values).sort();
}

/**
 * A percentile, interpolated linearly between neighbours (definition 7 of Hyndman and Fan 1996).
 *
 * @param ascending - In ascending order.
 * @param percent - Within [0, 100].
 */
export function percentile(ascending: Series, percent: number): number {
  return percentileOf(ascending, ascending.length, percent);
}

/** The same of the first `count` values alone. */
export function percentileOf(ascending: Series, count: number, percent: number): number {
  const at = ((count - 1) * percent) / 100;
  const below = Math.floor(at);
  const above = Math.min(below + 1, count - 1);
  return ascending[below]! + (at - below) * (ascending[above]! - ascending[below]!);
}

/** Mean of the values at which the mask is true. */
export function meanWhere(values: Float64Array, mask: readonly boolean[]): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (!mask[i]) continue;
    sum += values[i]!;
    count += 1;
  }
  return sum / count;
}

/** Standard deviation of the values at which the mask is true, as of a population. */
export function deviationWhere(values: Float64Array, mask: readonly boolean[]): number {
  const centre = meanWhere(values, mask);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (!mask[i]) continue;
    const deviation = values[i]! - centre;
    sum += deviation * deviation;
    count += 1;
  }
  return Math.sqrt(sum / count);
}

/** The values at which the mask is true. */
export function select(values: Float64Array, mask: readonly boolean[]): Float64Array {
  const found = new Float64Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (!mask[i]) continue;
    found[count] = values[i]!;
    count += 1;
  }
  return found.subarray(0, count);
}

/** Differences of neighbours, one fewer than there are values. */
export function differences(values: Series): Float64Array {
  const out = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < out.length; i += 1) out[i] = values[i + 1]! - values[i]!;
  return out;
}

/**
 * Means of consecutive parts of nearly equal length; a part that would be empty takes the value at its start.
 *
 * @param parts - Number of parts; at least 1.
 */
export function partMeans(values: Series, parts: number): number[] {
  const edge = (part: number): number => Math.floor((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) =>
    meanBetween(values, edge(part), Math.max(edge(part) + 1, edge(part + 1))),
  );
}

/** Mean of the values from index `from` up to, not including, `to`. */
export function meanBetween(values: Series, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += values[i]!;
  return sum / (to - from);
}

/**
 * Slope of a series over time by regression over `2 * reach + 1` neighbours, the ends repeated (the "delta" of
 * speech recognition; Furui 1986).
 */
export function deltas(values: Series, reach = 2): Float64Array {
  const last = values.length - 1;
  let norm = 0;
  for (let k = 1; k <= reach; k += 1) norm += 2 * k * k;
  const out = new Float64Array(values.length);
  for (let t = 0; t <= last; t += 1) {
    let sum = 0;
    for (let k = 1; k <= reach; k += 1)
      sum += k * (values[Math.min(last, t + k)]! - values[Math.max(0, t - k)]!);
    out[t] = sum / norm;
  }
  return out;
}
