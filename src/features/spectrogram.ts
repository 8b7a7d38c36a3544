import { logMelFrames, type VoiceFrames } from './frames.js';
import { ENERGY_FLOOR } from './mel.js';
import { FEATURE_SETTINGS } from './settings.js';

const { melBands } = FEATURE_SETTINGS;

/** Power that is added to each band, relative to full scale: what lies 45 dB below a voice is noise. */
const FLOOR = 3e-7;

/** Tracks beside the bands: pitch, voicing, harmonicity and level. */
export const TRACK_COUNT = 4;

/** A voice as a picture, as the convolutional network takes it. Frames follow each other every 16 ms. */
export interface Spectrogram {
  /** Number of frames. */
  count: number;
  /** Log-mel energies less each band's mean over the clip, row-major, shape `[count, 64]`, natural logarithm. */
  bands: Float32Array;
  /** {@link pitchAndLevel}; shape `[count, 4]`. */
  tracks: Float32Array;
}

/**
 * Draws a voice. No microphone's frequency response is left in it: what a recording chain multiplies every frame
 * by is in each band's mean, which is taken off (cepstral mean normalisation, Atal 1974).
 *
 * @param frames - Not modified.
 */
export function spectrogram(frames: VoiceFrames): Spectrogram {
  const bands = logMelFrames(frames, ENERGY_FLOOR + FLOOR);
  subtractBandMeans(bands, melBands);
  return { count: frames.count, bands, tracks: pitchAndLevel(frames) };
}

/**
 * Drowns what is too soft to be voice, in place: of energies that are logarithms already, what {@link spectrogram} does
 * before it takes them.
 *
 * @param bands - Log-mel energies, natural logarithm.
 */
export function raiseFloor(bands: Float32Array): void {
  for (let i = 0; i < bands.length; i += 1) bands[i] = Math.log(Math.exp(bands[i]!) + FLOOR);
}

/**
 * Takes each column's mean off it, in place.
 *
 * @param values - Row-major, shape `[rows, width]`.
 */
export function subtractBandMeans(values: Float32Array, width: number): void {
  const rows = values.length / width;
  for (let band = 0; band < width; band += 1) {
    let sum = 0;
    for (let i = band; i < values.length; i += width) sum += values[i]!;
    const mean = sum / rows;
    for (let i = band; i < values.length; i += width) values[i]! -= mean;
  }
}

/** Pitch that counts as 0: 194 Hz, in octaves above 1 Hz. */
const PITCH_CENTRE = 7.6;
const PITCH_SCALE = 1.5;
/** Level that counts as 0: the common level that voices are brought to, in dB. */
const LEVEL_CENTRE_DB = -26;
const LEVEL_SCALE_DB = 15;

/**
 * What bands show badly, each on a scale of about 1: pitch in 2/3 octaves from 194 Hz (0 where unvoiced), voiced or
 * not as 1 or 0, harmonicity (0 where unvoiced), and level in 15 dB from the common level. Row-major, shape
 * `[count, 4]`.
 */
export function pitchAndLevel(
  frames: Pick<VoiceFrames, 'count' | 'pitchLog2Hz' | 'harmonicity' | 'levelDb'>,
): Float32Array {
  const tracks = new Float32Array(frames.count * TRACK_COUNT);
  for (let t = 0; t < frames.count; t += 1) {
    const pitch = frames.pitchLog2Hz[t]!;
    const isVoiced = pitch > 0;
    tracks[t * TRACK_COUNT] = isVoiced ? (pitch - PITCH_CENTRE) * PITCH_SCALE : 0;
    tracks[t * TRACK_COUNT + 1] = isVoiced ? 1 : 0;
    tracks[t * TRACK_COUNT + 2] = isVoiced ? frames.harmonicity[t]! : 0;
    tracks[t * TRACK_COUNT + 3] = (frames.levelDb[t]! - LEVEL_CENTRE_DB) / LEVEL_SCALE_DB;
  }
  return tracks;
}
