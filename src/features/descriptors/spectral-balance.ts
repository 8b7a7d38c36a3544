import { BIN_HZ, binFrom, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './log-power.js';
import type { Track } from './track.js';

const ENERGY_FLOOR = 1e-8;

/** Edges of the bands whose energies are compared, in Hz, and the band's first bin and the bin after its last. */
const BANDS = {
  low: [50, 1000],
  high: [1000, 5000],
  bass: [0, 500],
  middle: [500, 1500],
  lowerHalf: [0, 4000],
  upperHalf: [4000, 8000],
} as const;
/** Bands whose strongest bins the Hammarberg index compares, in Hz. */
const PEAK_BANDS = { low: [0, 2000], high: [2000, 5000] } as const;

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
    values: Float64Array.from({ length: frames }, (_, t) => of(t * SPECTRUM_BINS)),
  });
  const energy = (row: number, band: keyof typeof BANDS): number =>
    Math.log(bandSum(power, row, BANDS[band]));
  return [
    each('slope', 'dB per e-fold of Hz', (row) => slope(logs, row)),
    each('alpha-ratio', 'ln', (row) => energy(row, 'low') - energy(row, 'high')),
    each(
      'hammarberg-index',
      'ln',
      (row) => bandPeak(logs, row, PEAK_BANDS.low) - bandPeak(logs, row, PEAK_BANDS.high),
    ),
    each('bass-balance', 'ln', (row) => energy(row, 'bass') - energy(row, 'middle')),
    each('treble-balance', 'ln', (row) => energy(row, 'upperHalf') - energy(row, 'lowerHalf')),
  ];
}

function slope(logs: Float32Array, row: number): number {
  let sum = 0;
  for (let k = SLOPE_FROM_BIN; k < SPECTRUM_BINS; k += 1) sum += SLOPE_WEIGHTS[k]! * logs[row + k]!;
  return (DB_PER_NEPER * sum) / SLOPE_NORM;
}

/** Sum of the bins from `low` Hz up to, not including, `high` Hz. */
function bandSum(power: Float32Array, row: number, [low, high]: readonly [number, number]): number {
  const to = row + binFrom(high);
  let sum = ENERGY_FLOOR;
  for (let i = row + binFrom(low); i < to; i += 1) sum += power[i]!;
  return sum;
}

/** Greatest value of the bins from `low` Hz up to, not including, `high` Hz. */
function bandPeak(values: Float32Array, row: number, [low, high]: readonly [number, number]): number {
  const to = row + binFrom(high);
  let best = -Infinity;
  for (let i = row + binFrom(low); i < to; i += 1) if (values[i]! > best) best = values[i]!;
  return best;
}
