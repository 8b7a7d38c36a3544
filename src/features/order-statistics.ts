import { percentileOf } from './statistics.js';

/** Parts no longer than this are sorted by insertion. */
const SHORT = 12;

/** Where series are put in order; kept, since there are hundreds for each voice. */
let workspace = new Float64Array(1024);

/**
 * Percentiles of a series, interpolated as by {@link percentileOf}. Only the ranks that they lie between are put into
 * their places, which takes half as long as to sort (partial sorting, Chambers 1971).
 *
 * @param values - Not modified.
 * @param percents - Ascending, each within [0, 100].
 * @returns As many values, `NaN` for an empty series.
 */
export function percentiles(values: Float64Array, percents: readonly number[]): number[] {
  const count = values.length;
  if (workspace.length < count) workspace = new Float64Array(2 * count);
  workspace.set(values);
  const ranks: number[] = [];
  for (const percent of percents) {
    const rank = Math.floor(((count - 1) * percent) / 100);
    ranks.push(rank, rank + 1);
  }
  putInPlace(workspace, 0, count, ranks, 0, ranks.length);
  return percents.map((percent) => percentileOf(workspace, count, percent));
}

/**
 * Rearranges `values[from]` to `values[to - 1]` until those at some ranks are what they would be if all were sorted.
 *
 * @param ranks - Ascending; those from `first` up to, not including, `end` are looked at.
 */
function putInPlace(
  values: Float64Array,
  from: number,
  to: number,
  ranks: readonly number[],
  first: number,
  end: number,
): void {
  while (first < end && to - from > SHORT) {
    const pivot = median(values[from]!, values[(from + to) >> 1]!, values[to - 1]!);
    let low = from;
    let high = to - 1;
    while (low <= high) {
      while (values[low]! < pivot) low += 1;
      while (values[high]! > pivot) high -= 1;
      if (low > high) break;
      const value = values[low]!;
      values[low] = values[high]!;
      values[high] = value;
      low += 1;
      high -= 1;
    }
    // None up to `high` is above the pivot, none from `low` on is below it, and what is between equals it.
    let middle = first;
    while (middle < end && ranks[middle]! <= high) middle += 1;
    putInPlace(values, from, high + 1, ranks, first, middle);
    while (middle < end && ranks[middle]! < low) middle += 1;
    first = middle;
    from = low;
  }
  if (first < end) insertionSort(values, from, to);
}

function insertionSort(values: Float64Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const value = values[i]!;
    let at = i;
    for (; at > from && values[at - 1]! > value; at -= 1) values[at] = values[at - 1]!;
    values[at] = value;
  }
}

function median(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
