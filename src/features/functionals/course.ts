import { DEFAULT_PITCH_LOG2_HZ, trackNamed, type Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { deltas, maximum, mean, meanBetween, partMeans, select } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** How tracks move over the clip: linear trends, means of its thirds and of its eighths. */
export function addCourse(descriptors: Descriptors, sink: FunctionalSink): void {
  addTrends(descriptors, sink);
  addThirds(descriptors, sink);
  addEighths(descriptors, sink);
}

function addTrends({ shape, cepstrum }: Descriptors, sink: FunctionalSink): void {
  for (const { name, unit, values } of [...shape, ...cepstrum.slice(0, 6)]) {
    sink.add(`${name}.trend`, unit, trend(values));
  }
}

/** Mean of a track weighted from -1 at the clip's start to 1 at its end. */
function trend(values: Float64Array): number {
  const last = Math.max(1, values.length - 1);
  let sum = 0;
  for (let t = 0; t < values.length; t += 1) sum += values[t]! * ((2 * t) / last - 1);
  return sum / values.length;
}

const THIRDS = 3;

function addThirds(
  { frames, shape, cepstrum, pitch, voiced, hasVoice }: Descriptors,
  sink: FunctionalSink,
): void {
  const addAll = (name: string, unit: string, values: readonly number[]): void => {
    values.forEach((value, part) => {
      sink.add(`${name}.third-${part}`, unit, value);
    });
  };
  for (const { name, unit, values } of [...cepstrum.slice(0, 13), ...shape]) {
    addAll(name, unit, partMeans(values, THIRDS));
  }
  const overall = hasVoice ? mean(select(pitch, voiced)) : DEFAULT_PITCH_LOG2_HZ;
  const ofThird = Array.from({ length: THIRDS }, (_, part) => {
    const from = Math.floor((part * frames) / THIRDS);
    const to = Math.max(from + 1, Math.floor(((part + 1) * frames) / THIRDS));
    const values = pitch.subarray(from, to).filter((value) => value > 0);
    return values.length > 0 ? meanBetween(values, 0, values.length) : overall;
  });
  addAll('voiced-pitch', 'octave', ofThird);
}

/** Contours in eight parts, pitch relative to its mean and level to its maximum, and the size of their changes. */
function addEighths(
  { shape, cepstrum, contour, level, harmonicity, voiced }: Descriptors,
  sink: FunctionalSink,
): void {
  const pitchMean = mean(contour.values);
  const loudest = maximum(level.values);
  const pitch: Track = { ...contour, values: contour.values.map((value) => value - pitchMean) };
  const loudness: Track = { ...level, values: level.values.map((value) => value - loudest) };
  const tracks = [
    pitch,
    loudness,
    ...['centroid', 'rolloff-50', 'flatness', 'alpha-ratio'].map((name) => trackNamed(shape, name)),
    ...cepstrum.slice(1, 7),
    harmonicity,
    { name: 'voiced', unit: '1', values: Float64Array.from(voiced, Number) },
  ];
  for (const { name, unit, values } of tracks) {
    partMeans(values, 8).forEach((value, part) => {
      sink.add(`${name}.eighth-${part}`, unit, value);
    });
  }
  for (const { name, unit, values } of [pitch, loudness]) {
    partMeans(deltas(values, 3).map(Math.abs), 4).forEach((value, part) => {
      sink.add(`${name}.delta-size-quarter-${part}`, `${unit}/frame`, value);
    });
  }
}
