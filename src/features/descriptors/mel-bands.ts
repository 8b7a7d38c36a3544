import { logMel, melFilterbank } from '../mel.js';
import { FEATURE_SETTINGS } from '../settings.js';
import type { Track } from './track.js';

const { cepstralMelBands: BANDS } = FEATURE_SETTINGS;
const FILTERBANK = melFilterbank(BANDS);

/** Log-mel energies of the filterbank behind the cepstral coefficients; row-major, shape `[frames, 40]`. */
export function cepstralMelRows(power: Float32Array): Float32Array {
  return logMel(power, FILTERBANK);
}

/** The same as one track per band, from low to high; shape `[40, frames]`. */
export function melBandTracks(rows: Float32Array): Track[] {
  const frames = rows.length / BANDS;
  return Array.from({ length: BANDS }, (_, b) => {
    const values = new Float64Array(frames);
    for (let t = 0; t < frames; t += 1) values[t] = rows[t * BANDS + b]!;
    return { name: `mel-${b}`, unit: 'ln', values };
  });
}
