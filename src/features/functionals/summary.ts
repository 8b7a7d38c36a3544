import type { Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { percentiles } from '../order-statistics.js';
import { deltas, deviationWhere, mean, meanWhere, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** Distribution of each cepstral and shape track, of its change per frame, and of its voiced frames. */
export function addSummaries({ cepstrum, shape, voiced, hasVoice }: Descriptors, sink: FunctionalSink): void {
  for (const track of [...cepstrum, ...shape]) {
    addDistribution(track, sink);
    addChange(track, sink);
    const { name, unit, values } = track;
    sink.add(`${name}.voiced-mean`, unit, hasVoice ? meanWhere(values, voiced) : mean(values));
    sink.add(
      `${name}.voiced-sd`,
      unit,
      hasVoice ? deviationWhere(values, voiced) : standardDeviation(values),
    );
  }
}

const PERCENTS = [5, 25, 50, 75, 95] as const;

/** Mean, standard deviation and percentiles 5, 25, 50, 75 and 95: seven functionals. */
export function addQuantiles(
  { name, unit, values }: Track,
  sink: FunctionalSink,
  found = percentiles(values, PERCENTS),
): void {
  sink.add(`${name}.mean`, unit, mean(values));
  sink.add(`${name}.sd`, unit, standardDeviation(values));
  PERCENTS.forEach((percent, i) => {
    sink.add(`${name}.p${percent}`, unit, found[i]!);
  });
}

/** {@link addQuantiles}, then the ranges 5 to 95 and 25 to 75: nine functionals. */
export function addDistribution(track: Track, sink: FunctionalSink): void {
  const found = percentiles(track.values, PERCENTS) as [number, number, number, number, number];
  addQuantiles(track, sink, found);
  const [p5, p25, , p75, p95] = found;
  sink.add(`${track.name}.range-90`, track.unit, p95 - p5);
  sink.add(`${track.name}.range-50`, track.unit, p75 - p25);
}

/** Spread of the slope per frame: four functionals. */
function addChange({ name, unit, values }: Track, sink: FunctionalSink): void {
  const change = deltas(values);
  const [low, high] = percentiles(change, [5, 95]) as [number, number];
  sink.add(`${name}.delta-sd`, `${unit}/frame`, standardDeviation(change));
  sink.add(`${name}.delta-p5`, `${unit}/frame`, low);
  sink.add(`${name}.delta-p95`, `${unit}/frame`, high);
  sink.add(`${name}.delta-range-90`, `${unit}/frame`, high - low);
}
