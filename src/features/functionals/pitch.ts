import { DEFAULT_PITCH_LOG2_HZ, FEW_VOICED_FRAMES, type Descriptors } from '../descriptors/describe.js';
import { lineSlope, parabola } from '../polynomial.js';
import { differences, mean, percentile, select, sorted, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';
import { addDistribution } from './summary.js';

/** Where the pitch lies, how it moves over the clip and from frame to frame, and a histogram of it. */
export function addPitch(descriptors: Descriptors, sink: FunctionalSink): void {
  const { frames, pitch, voiced, hasVoice } = descriptors;
  const few = FEW_VOICED_FRAMES + 1;
  const values = hasVoice ? select(pitch, voiced) : new Float64Array(few).fill(DEFAULT_PITCH_LOG2_HZ);
  const times = hasVoice
    ? Float64Array.from(pitch.keys())
        .filter((t) => voiced[t])
        .map((t) => t / frames)
    : Float64Array.from({ length: few }, (_, i) => i / (few - 1));
  addDistribution({ name: 'voiced-pitch', unit: 'octave', values }, sink);
  addCourse(times, values, sink);
  addSteps(pitch, sink);
  addHistogram(hasVoice ? values : select(pitch, voiced), sink);
}

/** Parabola and line through the pitch over the clip's length, and its extremes. */
function addCourse(times: Float64Array, values: Float64Array, sink: FunctionalSink): void {
  const [bend, slope, start] = parabola(times, values);
  const ascending = sorted(values);
  sink.add('voiced-pitch.parabola-2', 'octave/clip^2', bend);
  sink.add('voiced-pitch.parabola-1', 'octave/clip', slope);
  sink.add('voiced-pitch.parabola-0', 'octave', start);
  sink.add('voiced-pitch.slope', 'octave/clip', lineSlope(times, values));
  sink.add('voiced-pitch.max', 'octave', ascending.at(-1)!);
  sink.add('voiced-pitch.min', 'octave', ascending[0]!);
  const median = percentile(ascending, 50);
  sink.add('voiced-pitch.deviation', 'octave', mean(values.map((value) => Math.abs(value - median))));
}

/** Changes between neighbouring voiced frames; all 0 where there are next to none. */
function addSteps(pitch: Float64Array, sink: FunctionalSink): void {
  const all = differences(pitch);
  const found = all.filter((_, t) => pitch[t]! > 0 && pitch[t + 1]! > 0);
  const steps = found.length > 4 ? found : new Float64Array(5);
  const ascending = sorted(steps);
  sink.add('pitch-step.mean-size', 'octave/frame', mean(steps.map(Math.abs)));
  sink.add('pitch-step.sd', 'octave/frame', standardDeviation(steps));
  sink.add('pitch-step.p5', 'octave/frame', percentile(ascending, 5));
  sink.add('pitch-step.p95', 'octave/frame', percentile(ascending, 95));
  sink.add('pitch-step.share-rising', '1', steps.filter((step) => step > 0).length / steps.length);
  sink.add('pitch-step.jitter', 'octave/frame^2', mean(differences(steps).map(Math.abs)));
}

/** Ends of the histogram (64 Hz and 588 Hz) and its number of bars. */
const HISTOGRAM = { low: 6, high: 9.2, bars: 12 };

/** Share of voiced frames in each of twelve equal ranges of pitch; pitch outside them counts nowhere. */
function addHistogram(values: Float64Array, sink: FunctionalSink): void {
  const { low, high, bars } = HISTOGRAM;
  const counts = new Float64Array(bars);
  for (const value of values) {
    if (value < low || value > high) continue;
    counts[Math.min(bars - 1, Math.floor(((value - low) / (high - low)) * bars))]! += 1;
  }
  const total = Math.max(1, values.length);
  counts.forEach((count, bar) => {
    sink.add(`voiced-pitch.histogram-${bar}`, '1', count / total);
  });
}
