import { trackNamed, type Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { dot, mean } from '../statistics.js';
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
  const out = new Float64Array(values.length);
  for (let t = 0; t < out.length; t += 1) out[t] = values[t]! - centre;
  const scale = 1 / (Math.sqrt(dot(out, out) / out.length) + SD_FLOOR);
  for (let t = 0; t < out.length; t += 1) out[t]! *= scale;
  return out;
}
