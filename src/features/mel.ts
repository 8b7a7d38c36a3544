import { BIN_HZ, FEATURE_SETTINGS, SPECTRUM_BINS } from './settings.js';

/** Lowest band energy, relative to full scale, so that silence has a logarithm. */
const ENERGY_FLOOR = 1e-8;

/** One triangular filter: its weights from bin `from` on, which sum to 1. */
interface MelBand {
  from: number;
  weights: Float64Array;
}

/** Filters of equal width on the mel scale; applied to many spectra as one sparse matrix product. */
export interface MelFilterbank {
  bands: readonly MelBand[];
}

/** Mel of a frequency in Hz (O'Shaughnessy 1987, as in HTK). */
export function hzToMel(hz: number): number {
  return 2595 * Math.log10(1 + hz / 700);
}

/** Frequency in Hz of a mel value; the inverse of {@link hzToMel}. */
export function melToHz(mel: number): number {
  return 700 * (10 ** (mel / 2595) - 1);
}

/**
 * Triangular filters whose edges lie evenly on the mel scale between `melMinHz` and `melMaxHz`, each scaled to a
 * sum of 1 so that it yields a mean power.
 *
 * @param count - Number of filters; at least 1.
 * @throws {RangeError} if a filter would cover no bin (our mistake: too many filters).
 */
export function melFilterbank(count: number): MelFilterbank {
  const low = hzToMel(FEATURE_SETTINGS.melMinHz);
  const high = hzToMel(FEATURE_SETTINGS.melMaxHz);
  const edges = Array.from({ length: count + 2 }, (_, i) => melToHz(low + ((high - low) * i) / (count + 1)));
  const bands = Array.from({ length: count }, (_, i) => triangle(edges[i]!, edges[i + 1]!, edges[i + 2]!));
  return { bands };
}

function triangle(lowHz: number, centreHz: number, highHz: number): MelBand {
  const from = Math.floor(lowHz / BIN_HZ) + 1;
  const to = Math.min(SPECTRUM_BINS, Math.ceil(highHz / BIN_HZ));
  const weights = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => {
    const hz = (from + i) * BIN_HZ;
    return Math.min((hz - lowHz) / (centreHz - lowHz), (highHz - hz) / (highHz - centreHz));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0) throw new RangeError(`a mel filter around ${centreHz} Hz covers no bin`);
  return { from, weights: weights.map((weight) => weight / sum) };
}

/**
 * Log-mel energies of all frames.
 *
 * @param power - Row-major power spectra, shape `[frames, 513]`. Not modified.
 * @returns Row-major, shape `[frames, bands]`: natural log of the mean power in each band, relative to full
 *   scale; digital silence gives about `log(1.1e-8)`, never `-Infinity`.
 */
export function logMel(power: Float32Array, { bands }: MelFilterbank): Float32Array {
  const frames = power.length / SPECTRUM_BINS;
  const out = new Float32Array(frames * bands.length);
  for (let t = 0; t < frames; t += 1) {
    const row = t * SPECTRUM_BINS;
    for (let b = 0; b < bands.length; b += 1) {
      const { from, weights } = bands[b]!;
      let energy = ENERGY_FLOOR;
      for (let i = 0; i < weights.length; i += 1) energy += weights[i]! * power[row + from + i]!;
      out[t * bands.length + b] = Math.log(energy);
    }
  }
  return out;
}
