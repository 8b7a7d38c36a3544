import { FEATURE_SETTINGS } from './settings.js';

const { hopSamples } = FEATURE_SETTINGS;

/** Frames of a signal of `n` samples: one centred on each `hopSamples`-th sample, the first on sample 0. */
export function frameCount(n: number): number {
  return 1 + Math.floor(n / hopSamples);
}

/**
 * Copies the frame centred on sample `index * hopSamples`; beyond either end of the signal lie zeros.
 *
 * @param pcm - Samples, shape `[n]`. Not modified.
 * @param index - Frame, from 0.
 * @param into - Receives the frame, shape `[width]`; its length is the frame's.
 */
export function copyFrame(pcm: Float32Array, index: number, into: Float32Array): void {
  const width = into.length;
  const start = index * hopSamples - (width >> 1);
  const from = Math.max(0, start);
  const to = Math.min(pcm.length, start + width);
  into.fill(0);
  if (to > from) into.set(pcm.subarray(from, to), from - start);
}

/** Symmetric Hann window, shape `[size]`: `0.5 - 0.5 cos(2 pi i / (size - 1))`, as numpy's `hanning`. */
export function hann(size: number): Float64Array {
  if (size === 1) return Float64Array.of(1);
  return Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (size - 1)));
}
