import type { Descriptors } from '../descriptors/describe.js';
import type { Track } from '../descriptors/track.js';
import { Fft } from '../fft.js';
import { hann } from '../framing.js';
import { FRAME_RATE_HZ } from '../settings.js';
import { deltas, mean, meanBetween, standardDeviation } from '../statistics.js';
import type { FunctionalSink } from './sink.js';

/** Frequencies are multiples of the frame rate over this: 0.24 Hz. */
const RESOLUTION = 256;
const FFT = new Fft(RESOLUTION);
const NO_IMAGINARY_PART = new Float64Array(RESOLUTION);
/** Ranges of modulation, in Hz: phrase, word, syllable, and three of roughness. */
const RANGES = [
  [0.5, 1.5],
  [1.5, 3],
  [3, 5],
  [5, 8],
  [8, 12],
  [12, 20],
] as const;
const MAGNITUDE_FLOOR = 1e-2;
/** Bring level (dB) and pitch (octaves) to the size of log energies. */
const LEVEL_SCALE = 0.23;
const PITCH_SCALE = 3;

/** How fast band energies, level and pitch go up and down, and how sharply the cepstrum bends. */
export function addModulation(descriptors: Descriptors, sink: FunctionalSink): void {
  const window = hann(descriptors.frames);
  const spectra = envelopes(descriptors).map(({ name, values }) => ({
    name,
    magnitudes: modulation(values, window),
  }));
  for (const [low, high] of RANGES) {
    for (const { name, magnitudes } of spectra) {
      const inside = meanBetween(magnitudes, lineFrom(low), lineFrom(high));
      sink.add(`${name}.modulation-${low}-${high}`, 'ln', Math.log(inside + MAGNITUDE_FLOOR));
    }
  }
  for (const { name, unit, values } of descriptors.cepstrum.slice(0, 13)) {
    sink.add(`${name}.bend-sd`, `${unit}/frame^2`, standardDeviation(deltas(deltas(values))));
  }
}

/** Five groups of mel bands, level and pitch, on one scale. */
function envelopes({ bands, level, contour }: Descriptors): Pick<Track, 'name' | 'values'>[] {
  const edges = [0, 8, 16, 24, 32, bands.length];
  const groups = edges.slice(0, -1).map((from, i) => ({
    name: `mel-group-${i}`,
    values: meanTrack(bands.slice(from, edges[i + 1])),
  }));
  return [
    ...groups,
    { name: 'level', values: level.values.map((value) => value * LEVEL_SCALE) },
    { name: 'pitch', values: contour.values.map((value) => value * PITCH_SCALE) },
  ];
}

/** Mean of several tracks, frame by frame. */
function meanTrack(tracks: readonly Track[]): Float64Array {
  const sums = new Float64Array(tracks[0]!.values.length);
  for (const { values } of tracks) for (let t = 0; t < sums.length; t += 1) sums[t]! += values[t]!;
  for (let t = 0; t < sums.length; t += 1) sums[t]! /= tracks.length;
  return sums;
}

/** The first line at or above a frequency. */
const lineFrom = (hz: number): number => Math.ceil((hz * RESOLUTION) / FRAME_RATE_HZ);
const LINES = lineFrom(RANGES.at(-1)![1]);

/** Magnitudes of the windowed deviation from the mean at multiples of 0.24 Hz, over the root of its length. */
function modulation(values: Float64Array, window: Float64Array): Float64Array {
  const centre = mean(values);
  const folded = new Float64Array(RESOLUTION);
  // Frames that lie `RESOLUTION` apart turn alike at all these frequencies, so they may be added up first.
  for (let t = 0; t < values.length; t += 1) folded[t % RESOLUTION]! += (values[t]! - centre) * window[t]!;
  FFT.transform(folded, NO_IMAGINARY_PART);
  const { re, im } = FFT;
  const magnitudes = new Float64Array(LINES);
  for (let k = 0; k < LINES; k += 1) {
    magnitudes[k] = Math.sqrt((re[k]! * re[k]! + im[k]! * im[k]!) / values.length);
  }
  return magnitudes;
}
