import type { Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { deltas, mean, percentile, select, sorted, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** Distribution of each cepstral and shape track, of its change per frame, and of its voiced frames. */
export function addSummaries({ cepstrum, shape, voiced, hasVoice }: Descriptors, sink: FunctionalSink): void {
  for (const track of [...cepstrum, ...shape]) {
    addDistribution(track, sink);
    addChange(track, sink);
    const values = hasVoice ? select(track.values, voiced) : track.values;
    sink.add(`${track.name}.voiced-mean`, track.unit, mean(values));
    sink.add(`${track.name}.voiced-sd`, track.unit, standardDeviation(values));
  }
}

/**
 * Mean, standard deviation and percentiles 5, 25, 50, 75 and 95: seven functionals.
 *
 * @param ascending - The track's values in ascending order.
 */
export function addQuantiles(
  { name, unit, values }: Track,
  sink: FunctionalSink,
  ascending = sorted(values),
): void {
  sink.add(`${name}.mean`, unit, mean(values));
  sink.add(`${name}.sd`, unit, standardDeviation(values));
  for (const percent of [5, 25, 50, 75, 95])
    sink.add(`${name}.p${percent}`, unit, percentile(ascending, percent));
}

/** {@link addQuantiles}, then the ranges 5 to 95 and 25 to 75: nine functionals. */
export function addDistribution(track: Track, sink: FunctionalSink): void {
  const ascending = sorted(track.values);
  addQuantiles(track, sink, ascending);
  const range = (low: number, high: number): number =>
    percentile(ascending, high) - percentile(ascending, low);
  sink.add(`${track.name}.range-90`, track.unit, range(5, 95));
  sink.add(`${track.name}.range-50`, track.unit, range(25, 75));
}

/** Spread of the slope per frame: four functionals. */
function addChange({ name, unit, values }: Track, sink: FunctionalSink): void {
  const change = deltas(values);
  const ascending = sorted(change);
  const low = percentile(ascending, 5);
  const high = percentile(ascending, 95);
  sink.add(`${name}.delta-sd`, `${unit}/frame`, standardDeviation(change));
  sink.add(`${name}.delta-p5`, `${unit}/frame`, low);
  sink.add(`${name}.delta-p95`, `${unit}/frame`, high);
  sink.add(`${name}.delta-range-90`, `${unit}/frame`, high - low);
}
