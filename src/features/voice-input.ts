import type { ShapedValues } from '../domain/shaped-values.js';
import type { VoiceFrames } from './frames.js';
import { FUNCTIONAL_COUNT, functionals } from './functionals.js';
import { FEATURE_SETTINGS } from './settings.js';
import { spectrogram, TRACK_COUNT } from './spectrogram.js';

/**
 * What is computed of a voice for the model: each input's name and its shape, `null` where it has as many rows as the
 * voice has frames.
 */
export const VOICE_INPUT_SHAPES = {
  /** Statistics over the whole voice. */
  functionals: [FUNCTIONAL_COUNT],
  /** Log-mel energies less each band's mean; see {@link spectrogram}. */
  bands: [null, FEATURE_SETTINGS.melBands],
  /** Pitch and level; see {@link spectrogram}. */
  tracks: [null, TRACK_COUNT],
} as const;

/** Views of one voice, by the names of the model's inputs. */
export type VoiceInput = Readonly<Record<keyof typeof VOICE_INPUT_SHAPES, ShapedValues>>;

/** Prepares a voice for the classifier, in training as in service. The frames are not modified. */
export function voiceInput(frames: VoiceFrames): VoiceInput {
  const { count, bands, tracks } = spectrogram(frames);
  return {
    functionals: { values: functionals(frames), shape: [FUNCTIONAL_COUNT] },
    bands: { values: bands, shape: [count, FEATURE_SETTINGS.melBands] },
    tracks: { values: tracks, shape: [count, TRACK_COUNT] },
  };
}
