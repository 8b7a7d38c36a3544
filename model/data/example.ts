import { deserialize, serialize } from 'node:v8';
import { readFile } from 'node:fs/promises';
import { logMelFrames, type VoiceFrames } from '../../src/features/frames.js';
import { pitchAndLevel } from '../../src/features/spectrogram.js';

/** A clip as it is cached for training: log-mel bands as they were measured, tracks on the network's scales. */
export interface RawSpectrogram {
  count: number;
  /** Shape `[count, 64]`, natural logarithm. */
  bands: Float32Array;
  /** Shape `[count, 4]`. */
  tracks: Float32Array;
}

/** What is computed for one clip and kept for training. */
export interface Example {
  /**
   * Functionals of the clip, then of copies of it; each of shape `[1273]`. Some copies differ in voice, some in the
   * channel as well.
   */
  functionals: readonly Float32Array[];
  /** Spectrograms of the clip, then of copies over other channels. */
  spectrograms: readonly RawSpectrogram[];
  /** Means of 40 cepstral coefficients of the clip, which the baseline takes; shape `[40]`. */
  baseline: Float32Array;
  /** How much of the clip is voice, within [0, 1]. */
  voiceActivity: number;
}

/** The spectrogram of a voice, as training takes it. */
export function rawSpectrogram(frames: VoiceFrames): RawSpectrogram {
  return { count: frames.count, bands: logMelFrames(frames), tracks: pitchAndLevel(frames) };
}

/** Log energies are kept in thousandths, which halves the cache: |ln| stays below 32. */
const STEPS_PER_NEPER = 1000;

/** Bytes of an example, for its file in the cache. */
export function encodeExample(example: Example): Buffer {
  const spectrograms = example.spectrograms.map(({ bands, ...rest }) => ({
    ...rest,
    bands: Int16Array.from(bands, (value) => Math.round(value * STEPS_PER_NEPER)),
  }));
  return serialize({ ...example, spectrograms });
}

/** Reads what {@link encodeExample} wrote. */
export async function readExample(file: string): Promise<Example> {
  const stored = deserialize(await readFile(file)) as Example;
  return {
    ...stored,
    spectrograms: stored.spectrograms.map(({ bands, ...rest }) => ({
      ...rest,
      bands: Float32Array.from(bands, (value) => value / STEPS_PER_NEPER),
    })),
  };
}
