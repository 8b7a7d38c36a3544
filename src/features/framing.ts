import { FEATURE_SETTINGS } from './settings.js';

const { hopSamples } = FEATURE_SETTINGS;

/** Frames of a signal of `n` samples: one centred on each `hopSamples`-th sample, the first on sample 0. */
export function frameCount(n: number): number {
  return 1 + Math.floor(n / hopSamples);
}

/**
 * Puts zeros around a signal, so that every frame is a stretch of it: frame `t` starts at `t * hopSamples`.
 *
 * @param pcm - Samples, shape `[n]`. Not modified.
 * @param width - Samples in a frame; even.
 * @returns A copy, long enough for one frame more than there are, so that they may be taken in pairs.
 */
export function padded(pcm: Float32Array, width: number): Float32Array {
  const out = new Float32Array(frameCount(pcm.length) * hopSamples + width);
  out.set(pcm, width / 2);
  return out;
}

/** Symmetric Hann window, shape `[size]`: `0.5 - 0.5 cos(2 pi i / (size - 1))`, as numpy's `hanning`. */
export function hann(size: number): Float64Array {
  if (size === 1) return Float64Array.of(1);
  return Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (size - 1)));
}
