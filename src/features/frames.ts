import { UserError } from '../domain/errors.js';
import { toCommonLevel } from './common-level.js';
import { highPass } from './high-pass.js';
import { measureLevel } from './level.js';
import { logMel, melFilterbank } from './mel.js';
import { trackPitch } from './pitch.js';
import { FEATURE_SETTINGS } from './settings.js';
import { powerSpectra } from './spectra.js';
import { cutSilence } from './silence.js';

/** A voice, frame by frame: what every later feature is computed from. Frames follow each other every 16 ms. */
export interface VoiceFrames {
  /** Number of frames. */
  count: number;
  /** Power spectra, row-major, shape `[count, 513]`, relative to full scale, at least `1e-9`. */
  power: Float32Array;
  /** Logarithm to base 2 of the pitch in Hz, 0 where unvoiced; shape `[count]`. */
  pitchLog2Hz: Float32Array;
  /** Strength of the period, within [0, 0.999]; shape `[count]`. */
  harmonicity: Float32Array;
  /** Mean power at the common level, in dB relative to full scale, at least -90; shape `[count]`. */
  levelDb: Float32Array;
  /** Sign changes per pair of neighbouring samples, within [0, 1]; shape `[count]`. */
  zeroCrossingRate: Float32Array;
  /** What was added to the recording to bring it to the common level, in dB. */
  gainDb: number;
}

/** Shortest audio that is taken, in seconds. */
export const MIN_SEC = 0.5;

/**
 * Takes away offset, rumble and silence, brings a voice to the common level and describes it frame by frame.
 *
 * @param pcm - Mono samples at 16 kHz, shape `[n]`, full scale = 1. Not modified.
 * @throws {@link UserError} `AUDIO_TOO_SHORT` if there is less than half a second.
 * @remarks Pure: no I/O, clock or random numbers.
 */
export function voiceFrames(pcm: Float32Array): VoiceFrames {
  if (pcm.length < MIN_SEC * FEATURE_SETTINGS.sampleRateHz) throw new UserError('AUDIO_TOO_SHORT');
  const { voice, gainDb } = toCommonLevel(cutSilence(highPass(pcm)));
  const level = measureLevel(voice);
  return {
    count: level.levelDb.length,
    power: powerSpectra(voice),
    ...trackPitch(voice),
    ...level,
    gainDb,
  };
}

const FILTERBANK = melFilterbank(FEATURE_SETTINGS.melBands);

/** Log-mel energies of a voice, row-major, shape `[count, 64]`; see {@link logMel}. */
export function logMelFrames(frames: Pick<VoiceFrames, 'power'>, floor?: number): Float32Array {
  return logMel(frames.power, FILTERBANK, floor);
}
