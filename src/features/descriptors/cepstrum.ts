import { FEATURE_SETTINGS } from '../settings.js';
import type { Track } from './track.js';

const { cepstralMelBands: BANDS, cepstralCoefficients: COEFFICIENTS } = FEATURE_SETTINGS;

/** Orthonormal discrete cosine transform of type II, row-major, shape `[coefficients, bands]`. */
const COSINES = Float64Array.from({ length: COEFFICIENTS * BANDS }, (_, i) => {
  const k = Math.floor(i / BANDS);
  const scale = Math.sqrt((k === 0 ? 1 : 2) / BANDS);
  return scale * Math.cos((Math.PI * k * (2 * (i % BANDS) + 1)) / (2 * BANDS));
});

/**
 * Mel-frequency cepstral coefficients (Davis and Mermelstein 1980): the cosine transform of log-mel energies.
 *
 * @param bands - One track per mel band, from low to high; shape `[40, frames]`.
 * @returns One track per coefficient, from the 0th; shape `[20, frames]`.
 */
export function cepstralCoefficients(bands: readonly Track[]): Track[] {
  const frames = bands[0]!.values.length;
  return Array.from({ length: COEFFICIENTS }, (_, k) => {
    const values = new Float64Array(frames);
    for (let b = 0; b < BANDS; b += 1) {
      const weight = COSINES[k * BANDS + b]!;
      const band = bands[b]!.values;
      for (let t = 0; t < frames; t += 1) values[t]! += weight * band[t]!;
    }
    return { name: `mfcc-${k}`, unit: 'ln', values };
  });
}
