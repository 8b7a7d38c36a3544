import type { Descriptors } from '../descriptors/describe.js';
import { FRAME_RATE_HZ } from '../settings.js';
import { maximum, mean, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** A peak of the level further than this below the loudest frame is no syllable, in dB. */
const SYLLABLE_DB = 20;

/** Length, share and rhythm of voiced stretches and of loud frames. */
export function addTiming({ frames, voiced, level }: Descriptors, sink: FunctionalSink): void {
  const runs = voicedRuns(voiced);
  const lengths = Float64Array.from(runs.length > 0 ? runs : [0]);
  const levels = level.values;
  const loudest = maximum(levels);
  const shareAbove = (db: number): number => levels.filter((value) => value > loudest - db).length / frames;
  sink.add('length', 'frame', frames);
  sink.add('length.log', 'ln frame', Math.log(frames));
  sink.add('voiced.share', '1', voiced.filter(Boolean).length / frames);
  sink.add('voiced.rate', '1/s', (runs.length / frames) * FRAME_RATE_HZ);
  sink.add('voiced.mean-length', 'frame', mean(lengths));
  sink.add('voiced.max-length', 'frame', maximum(lengths));
  sink.add('voiced.sd-length', 'frame', standardDeviation(lengths));
  sink.add('syllable.rate', '1/s', (countPeaks(levels, loudest - SYLLABLE_DB) / frames) * FRAME_RATE_HZ);
  sink.add('level.share-above-25', '1', shareAbove(25));
  sink.add('level.share-above-12', '1', shareAbove(12));
  sink.add('level.max', 'dB', loudest);
  sink.add('level.energy-mean', 'dB', 10 * Math.log10(mean(levels.map((value) => 10 ** (value / 10)))));
}

/** Lengths of the runs of voiced frames, in order. */
function voicedRuns(voiced: readonly boolean[]): number[] {
  const runs: number[] = [];
  let length = 0;
  for (const isVoiced of [...voiced, false]) {
    if (isVoiced) length += 1;
    else if (length > 0) {
      runs.push(length);
      length = 0;
    }
  }
  return runs;
}

/** Peaks of the level, averaged over five frames, that rise above a threshold; both in dB. */
function countPeaks(levels: Float64Array, threshold: number): number {
  const smooth = levels.map((_, t) => mean(levels.subarray(Math.max(0, t - 2), t + 3)));
  let peaks = 0;
  for (let t = 1; t < smooth.length - 1; t += 1) {
    const here = smooth[t]!;
    if (here > smooth[t - 1]! && here >= smooth[t + 1]! && here > threshold) peaks += 1;
  }
  return peaks;
}
