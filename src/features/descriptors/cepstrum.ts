import { FEATURE_SETTINGS } from '../settings.js';
import type { Track } from './track.js';

const { cepstralMelBands: BANDS, cepstralCoefficients: COEFFICIENTS } = FEATURE_SETTINGS;

/** Half of the bands: the other half mirrors its cosines. */
const HALF = BANDS / 2;

/** Orthonormal discrete cosine transform of type II over the lower half of the bands; shape `[coefficients, bands / 2]`. */
const COSINES = Float64Array.from({ length: COEFFICIENTS * HALF }, (_, i) => {
  const k = Math.floor(i / HALF);
  const scale = Math.sqrt((k === 0 ? 1 : 2) / BANDS);
  return scale * Math.cos((Math.PI * k * (2 * (i % HALF) + 1)) / (2 * BANDS));
});

/**
 * Mel-frequency cepstral coefficients (Davis and Mermelstein 1980): the cosine transform of log-mel energies.
 *
 * @param rows - Log-mel energies, bands from low to high; row-major, shape `[frames, 40]`. Not modified.
 * @returns One track per coefficient, from the 0th; shape `[20, frames]`.
 */
export function cepstralCoefficients(rows: Float32Array): Track[] {
  const frames = rows.length / BANDS;
  const tracks = Array.from({ length: COEFFICIENTS }, (_, k) => ({
    name: `mfcc-${k}`,
    unit: 'ln',
    values: new Float64Array(frames),
  }));
  // Bands that lie as far from either end have the same cosine, with the opposite sign for odd coefficients.
  const sums = new Float64Array(HALF);
  const differences = new Float64Array(HALF);
  for (let t = 0; t < frames; t += 1) {
    const row = t * BANDS;
    for (let b = 0; b < HALF; b += 1) {
      const low = rows[row + b]!;
      const high = rows[row + BANDS - 1 - b]!;
      sums[b] = low + high;
      differences[b] = low - high;
    }
    for (let k = 0; k < COEFFICIENTS; k += 1)
      tracks[k]!.values[t] = weigh(k % 2 === 0 ? sums : differences, k);
  }
  return tracks;
}

/** Sum of values times the cosines of a coefficient. */
function weigh(values: Float64Array, k: number): number {
  const at = k * HALF;
  let sum = 0;
  for (let b = 0; b < HALF; b += 1) sum += COSINES[at + b]! * values[b]!;
  return sum;
}
