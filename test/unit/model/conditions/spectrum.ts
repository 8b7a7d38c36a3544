import { Fft } from '../../../../src/features/fft.js';

const RATE_HZ = 16_000;

/** Energy of a clip between two frequencies, in dB with an arbitrary zero. */
export function bandEnergyDb(pcm: ArrayLike<number>, fromHz: number, toHz: number): number {
  const size = 2 ** Math.ceil(Math.log2(pcm.length));
  const re = Float64Array.from({ length: size }, (_, i) => pcm[i] ?? 0);
  const fft = new Fft(size);
  fft.transform(re, new Float64Array(size));
  let energy = 0;
  for (let k = Math.ceil((fromHz * size) / RATE_HZ); k < (toHz * size) / RATE_HZ; k += 1) {
    energy += fft.re[k]! ** 2 + fft.im[k]! ** 2;
  }
  return 10 * Math.log10(energy);
}

/** Sum of squares. */
export function energy(samples: ArrayLike<number>): number {
  return Array.from(samples).reduce((sum, value) => sum + value * value, 0);
}

/** The shift of `b`, up to 100 samples either way, at which it resembles `a` most, and how much: at most 1. */
export function bestMatch(a: Float32Array, b: Float32Array): { lag: number; correlation: number } {
  const norm = Math.sqrt(energy(a) * energy(b));
  let best = { lag: 0, correlation: -1 };
  for (let lag = -100; lag <= 100; lag += 1) {
    let sum = 0;
    for (let i = Math.max(0, -lag); i < a.length; i += 1) sum += a[i]! * (b[i + lag] ?? 0);
    if (sum / norm > best.correlation) best = { lag, correlation: sum / norm };
  }
  return best;
}
