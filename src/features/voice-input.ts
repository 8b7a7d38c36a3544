import type { VoiceFrames } from './frames.js';
import { FUNCTIONAL_COUNT, functionals } from './functionals.js';
import { FEATURE_SETTINGS } from './settings.js';
import { spectrogram, TRACK_COUNT, type Spectrogram } from './spectrogram.js';

/** What the classifier takes: two views of one voice. */
export interface VoiceInput {
  /** Statistics over the whole voice; shape `[1273]`. */
  functionals: Float32Array;
  /** The course of it. */
  spectrogram: Spectrogram;
}

/** Numbers of functionals, and of bands and tracks of a frame. */
export const VOICE_INPUT = {
  functionals: FUNCTIONAL_COUNT,
  bands: FEATURE_SETTINGS.melBands,
  tracks: TRACK_COUNT,
} as const;

/** Prepares a voice for the classifier, in training as in service. The frames are not modified. */
export function voiceInput(frames: VoiceFrames): VoiceInput {
  return { functionals: functionals(frames), spectrogram: spectrogram(frames) };
}
