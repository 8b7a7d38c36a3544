import { BIN_HZ, binFrom, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './decibels.js';
import type { Track } from './track.js';

const ENERGY_FLOOR = 1e-8;

/** Where the bands whose energies are compared begin and end, in Hz. */
const EDGES_HZ = [0, 50, 500, 1000, 1500, 4000, 5000, 8000] as const;
type EdgeHz = (typeof EDGES_HZ)[number];
const EDGE_BINS = EDGES_HZ.map(binFrom);

/** Stretches between edges, from one up to, not including, another. */
interface Band {
  from: number;
  to: number;
}
const band = (lowHz: EdgeHz, highHz: EdgeHz): Band => ({
  from: EDGES_HZ.indexOf(lowHz),
  to: EDGES_HZ.indexOf(highHz),
});

const ALPHA = { low: band(50, 1000), high: band(1000, 5000) };
const BASS = { low: band(0, 500), high: band(500, 1500) };
const TREBLE = { low: band(0, 4000), high: band(4000, 8000) };

/** Bins at which the bands whose strongest bins are compared begin and end: 0, 2 and 5 kHz. */
const HAMMARBERG = [0, 2000, 5000].map(binFrom) as [number, number, number];

/** The slope is fitted from this bin (62.5 Hz) on: the logarithm of lower frequencies would outweigh all others. */
const SLOPE_FROM_BIN = 4;
const LOG_HZ = Float64Array.from({ length: SPECTRUM_BINS }, (_, k) => Math.log(k * BIN_HZ));
const LOG_HZ_MEAN =
  LOG_HZ.subarray(SLOPE_FROM_BIN).reduce((sum, x) => sum + x, 0) / (SPECTRUM_BINS - SLOPE_FROM_BIN);
/** Weights of a least-squares slope over log frequency; shape `[513]`. */
const SLOPE_WEIGHTS = LOG_HZ.map((x, k) => (k < SLOPE_FROM_BIN ? 0 : x - LOG_HZ_MEAN));
const SLOPE_NORM = SLOPE_WEIGHTS.reduce((sum, w) => sum + w * w, 0);

/**
 * How steeply a spectrum falls: slope, alpha ratio, Hammarberg index and two further balances of bands
 * (definitions after Eyben et al. 2016, GeMAPS).
 *
 * @param power - Row-major, shape `[frames, 513]`. Not modified.
 * @param logs - Natural log of `power`. Not modified.
 */
export function spectralBalance(power: Float32Array, logs: Float32Array): Track[] {
  const frames = power.length / SPECTRUM_BINS;
  const track = (name: string, unit: string): Track => ({ name, unit, values: new Float64Array(frames) });
  const tracks = {
    slope: track('slope', 'dB per e-fold of Hz'),
    alpha: track('alpha-ratio', 'ln'),
    hammarberg: track('hammarberg-index', 'ln'),
    bass: track('bass-balance', 'ln'),
    treble: track('treble-balance', 'ln'),
  };
  const [low, middle, high] = HAMMARBERG;
  const energies = new Float64Array(EDGE_BINS.length - 1);
  for (let t = 0; t < frames; t += 1) {
    const row = t * SPECTRUM_BINS;
    tracks.slope.values[t] = slope(logs, row);
    tracks.hammarberg.values[t] = peak(logs, row + low, row + middle) - peak(logs, row + middle, row + high);
    for (let i = 0; i < energies.length; i += 1) {
      energies[i] = sumBetween(power, row + EDGE_BINS[i]!, row + EDGE_BINS[i + 1]!);
    }
    tracks.alpha.values[t] = logEnergy(energies, ALPHA.low) - logEnergy(energies, ALPHA.high);
    tracks.bass.values[t] = logEnergy(energies, BASS.low) - logEnergy(energies, BASS.high);
    tracks.treble.values[t] = logEnergy(energies, TREBLE.high) - logEnergy(energies, TREBLE.low);
  }
  return Object.values(tracks);
}

function slope(logs: Float32Array, row: number): number {
  let even = 0;
  let odd = 0;
  // An even number of bins from the first on; the weights of those that are not looked at are 0.
  for (let k = 1; k < SPECTRUM_BINS; k += 2) {
    even += SLOPE_WEIGHTS[k]! * logs[row + k]!;
    odd += SLOPE_WEIGHTS[k + 1]! * logs[row + k + 1]!;
  }
  return (DB_PER_NEPER * (even + odd)) / SLOPE_NORM;
}

function logEnergy(energies: Float64Array, { from, to }: Band): number {
  let sum = ENERGY_FLOOR;
  for (let i = from; i < to; i += 1) sum += energies[i]!;
  return Math.log(sum);
}

/** Two sums side by side, so that neither waits for the other. */
function sumBetween(values: Float32Array, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    even += values[i]!;
    odd += values[i + 1]!;
  }
  return i < to ? even + odd + values[i]! : even + odd;
}

/** Greatest value within a stretch. */
function peak(values: Float32Array, from: number, to: number): number {
  let best = -Infinity;
  for (let i = from; i < to; i += 1) if (values[i]! > best) best = values[i]!;
  return best;
}
