import type { AudioInfo } from '../../../src/domain/clip.js';
import type { AudioDecoder, DecodeOptions } from '../../../src/usecases/ports.js';

/** Decodes, and keeps all samples. */
export async function decodeAll(
  decoder: AudioDecoder,
  path: string,
  options: Partial<DecodeOptions> = {},
): Promise<{ info: AudioInfo; samples: Float32Array }> {
  const parts: Float32Array[] = [];
  const info = await decoder.decode(path, {
    maxDurationSec: 30,
    ...options,
    onSamples: (part) => {
      parts.push(part);
    },
  });
  const samples = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    samples.set(part, at);
    at += part.length;
  }
  return { info, samples };
}

export function rms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value * value, 0) / samples.length);
}

/** Samples, spread over a signal, that are enough to find how far two are shifted: a vowel alone would fit itself elsewhere. */
const PROBES = 3000;

/** The correlation of two signals, within [-1, 1], after shifting one by up to `maxLag` samples where it fits best. */
export function bestCorrelation(a: Float32Array, b: Float32Array, maxLag: number): number {
  const step = Math.max(1, Math.floor(a.length / PROBES));
  let [best, bestLag] = [-1, 0];
  for (let lag = -Math.floor(maxLag); lag <= maxLag; lag += 1) {
    const fit = correlation(a, b, lag, step);
    if (fit > best) [best, bestLag] = [fit, lag];
  }
  return correlation(a, b, bestLag, 1);
}

/** Correlation of `a[i]` with `b[i + lag]`, at every so many samples as far as both reach. */
function correlation(a: Float32Array, b: Float32Array, lag: number, step: number): number {
  let [ab, aa, bb] = [0, 0, 0];
  const last = Math.min(a.length, b.length - lag);
  for (let i = Math.max(0, -lag); i < last; i += step) {
    ab += a[i]! * b[i + lag]!;
    aa += a[i]! * a[i]!;
    bb += b[i + lag]! * b[i + lag]!;
  }
  return ab / Math.sqrt(aa * bb || 1);
}
