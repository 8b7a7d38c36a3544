import { CosineTransform } from '../cosine-transform.js';
import { FEATURE_SETTINGS, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './decibels.js';
import type { Track } from './track.js';

const { fftSize } = FEATURE_SETTINGS;
const COSINE_TRANSFORM = new CosineTransform(fftSize);
/** Shortest and longest period looked at, in samples (640 Hz down to 70 Hz); the longest itself is excluded. */
const MIN_LAG = 25;
const MAX_LAG = 230;

/**
 * Cepstral peak prominence (Hillenbrand et al. 1994, here over the mean instead of a regression line): how far
 * the cepstrum's peak stands out among plausible periods. High for a clear voice, low for a breathy one.
 *
 * @param logs - Natural log of power, row-major, shape `[frames, 513]`. Not modified.
 */
export function cepstralPeakProminence(logs: Float32Array): Track {
  const frames = logs.length / SPECTRUM_BINS;
  const values = new Float64Array(frames);
  const first = new Float64Array(SPECTRUM_BINS);
  const second = new Float64Array(SPECTRUM_BINS);
  for (let t = 0; t < frames; t += 2) {
    first.set(rowOf(logs, t));
    if (t + 1 < frames) second.set(rowOf(logs, t + 1));
    COSINE_TRANSFORM.transform(first, second, MAX_LAG);
    values[t] = prominence(first);
    if (t + 1 < frames) values[t + 1] = prominence(second);
  }
  return { name: 'cepstral-peak', unit: 'dB', values };
}

function rowOf(logs: Float32Array, t: number): Float32Array {
  return logs.subarray(t * SPECTRUM_BINS, (t + 1) * SPECTRUM_BINS);
}

function prominence(cepstrum: Float64Array): number {
  let peak = -Infinity;
  let sum = 0;
  for (let lag = MIN_LAG; lag < MAX_LAG; lag += 1) {
    const value = cepstrum[lag]!;
    sum += value;
    if (value > peak) peak = value;
  }
  return ((peak - sum / (MAX_LAG - MIN_LAG)) * DB_PER_NEPER) / fftSize;
}
