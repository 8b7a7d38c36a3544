import { BIN_HZ, binFrom, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './log-power.js';
import { perFrame, type Track } from './track.js';

const ENERGY_FLOOR = 1e-8;

/** Bins from the first one at or above `lowHz` up to, not including, the first one at or above `highHz`. */
interface Band {
  from: number;
  to: number;
}
const band = (lowHz: number, highHz: number): Band => ({ from: binFrom(lowHz), to: binFrom(highHz) });

/** Bands whose energies are compared. */
const ALPHA = { low: band(50, 1000), high: band(1000, 5000) };
const BASS = { low: band(0, 500), high: band(500, 1500) };
const TREBLE = { low: band(0, 4000), high: band(4000, 8000) };
/** Bands whose strongest bins are compared. */
const HAMMARBERG = { low: band(0, 2000), high: band(2000, 5000) };

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
  const each = (name: string, unit: string, of: (row: number) => number): Track => ({
    name,
    unit,
    values: perFrame(frames, (t) => of(t * SPECTRUM_BINS)),
  });
  const energy = (row: number, within: Band): number => Math.log(bandSum(power, row, within));
  const peak = (row: number, within: Band): number => bandPeak(logs, row, within);
  return [
    each('slope', 'dB per e-fold of Hz', (row) => slope(logs, row)),
    each('alpha-ratio', 'ln', (row) => energy(row, ALPHA.low) - energy(row, ALPHA.high)),
    each('hammarberg-index', 'ln', (row) => peak(row, HAMMARBERG.low) - peak(row, HAMMARBERG.high)),
    each('bass-balance', 'ln', (row) => energy(row, BASS.low) - energy(row, BASS.high)),
    each('treble-balance', 'ln', (row) => energy(row, TREBLE.high) - energy(row, TREBLE.low)),
  ];
}

function slope(logs: Float32Array, row: number): number {
  let sum = 0;
  for (let k = SLOPE_FROM_BIN; k < SPECTRUM_BINS; k += 1) sum += SLOPE_WEIGHTS[k]! * logs[row + k]!;
  return (DB_PER_NEPER * sum) / SLOPE_NORM;
}

function bandSum(power: Float32Array, row: number, { from, to }: Band): number {
  let sum = ENERGY_FLOOR;
  for (let k = from; k < to; k += 1) sum += power[row + k]!;
  return sum;
}

/** Greatest value within a band. */
function bandPeak(values: Float32Array, row: number, { from, to }: Band): number {
  let best = -Infinity;
  for (let k = from; k < to; k += 1) if (values[row + k]! > best) best = values[row + k]!;
  return best;
}
