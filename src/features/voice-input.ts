import type { VoiceFrames } from './frames.js';
import { functionals } from './functionals.js';
import { spectrogram, type Spectrogram } from './spectrogram.js';

/** What the classifier takes: two views of one voice. */
export interface VoiceInput {
  /** Statistics over the whole voice; shape `[1273]`. */
  functionals: Float32Array;
  /** The course of it. */
  spectrogram: Spectrogram;
}

/** Prepares a voice for the classifier, in training as in service. The frames are not modified. */
export function voiceInput(frames: VoiceFrames): VoiceInput {
  return { functionals: functionals(frames), spectrogram: spectrogram(frames) };
}
