import { trackNamed, type Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { mean } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** Added to each standard deviation, so that a constant track correlates with nothing instead of dividing by 0. */
const SD_FLOOR = 1e-3;

/** How tracks move together: correlations among cepstral coefficients, and of pitch and level with timbre. */
export function addCorrelations(
  { cepstrum, shape, contour, level }: Descriptors,
  sink: FunctionalSink,
): void {
  addPairs(cepstrum.slice(0, 13), sink);
  addPairs(
    [
      contour,
      level,
      ...['centroid', 'flux', 'alpha-ratio', 'flatness'].map((name) => trackNamed(shape, name)),
      ...cepstrum.slice(1, 5),
    ],
    sink,
    'prosody:',
  );
}

function addPairs(tracks: readonly Track[], sink: FunctionalSink, prefix = ''): void {
  const scaled = tracks.map(({ values }) => standardise(values));
  for (let a = 0; a < tracks.length; a += 1) {
    for (let b = a + 1; b < tracks.length; b += 1) {
      const name = `${prefix}${tracks[a]!.name}~${tracks[b]!.name}`;
      sink.add(name, '1', dot(scaled[a]!, scaled[b]!) / scaled[a]!.length);
    }
  }
}

function standardise(values: Float64Array): Float64Array {
  const centre = mean(values);
  const centred = values.map((value) => value - centre);
  const scale = 1 / (Math.sqrt(dot(centred, centred) / values.length) + SD_FLOOR);
  return centred.map((value) => value * scale);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t += 1) sum += a[t]! * b[t]!;
  return sum;
}
