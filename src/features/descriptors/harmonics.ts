import { BIN_HZ, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './log-power.js';
import type { Track } from './track.js';

/** Highest bin at which a harmonic is looked for. */
const MAX_BIN = 500;
/** Regions in which formants lie, in Hz; both edges are excluded. */
const REGIONS = { f1: [300, 1000], f2: [1000, 2500], f3: [2500, 4000], top: [4000, 8001] } as const;
/** Where the first formant is looked for, in Hz; both edges are excluded. */
const FIRST_FORMANT = [250, 1100] as const;

/**
 * Voice source and formants: levels of the first three harmonics and of four regions of the spectrum, relative to
 * each other, and where the strongest bin around the first formant lies (after Hanson 1997; Eyben et al. 2016).
 *
 * @param logs - Natural log of power, row-major, shape `[frames, 513]`. Not modified.
 * @param pitchLog2Hz - Logarithm to base 2 of the pitch in Hz, above 0 in every frame; shape `[frames]`.
 */
export function harmonicLevels(logs: Float32Array, pitchLog2Hz: Float64Array): Track[] {
  const frames = pitchLog2Hz.length;
  const level = (of: (row: number, t: number) => number): Float64Array =>
    Float64Array.from({ length: frames }, (_, t) => DB_PER_NEPER * of(t * SPECTRUM_BINS, t));
  const harmonic = (n: number): Float64Array =>
    level((row, t) => peakAround(logs, row, (n * 2 ** pitchLog2Hz[t]!) / BIN_HZ));
  const region = (edges: readonly [number, number]): Float64Array =>
    level((row) => logs[row + strongestBin(logs, row, edges)]!);

  const [h1, h2, h3] = [harmonic(1), harmonic(2), harmonic(3)];
  const [f1, f2, f3, top] = [region(REGIONS.f1), region(REGIONS.f2), region(REGIONS.f3), region(REGIONS.top)];
  const difference = (name: string, a: Float64Array, b: Float64Array): Track => ({
    name,
    unit: 'dB',
    values: a.map((value, t) => value - b[t]!),
  });
  return [
    difference('h1-h2', h1, h2),
    difference('h1-h3', h1, h3),
    difference('h1-f1', h1, f1),
    difference('h1-f2', h1, f2),
    difference('h1-f3', h1, f3),
    difference('f1-f2', f1, f2),
    difference('f1-f3', f1, f3),
    difference('f2-f3', f2, f3),
    difference('f1-top', f1, top),
    {
      name: 'first-formant',
      unit: 'ln Hz',
      values: Float64Array.from({ length: frames }, (_, t) =>
        Math.log(BIN_HZ * strongestBin(logs, t * SPECTRUM_BINS, FIRST_FORMANT)),
      ),
    },
  ];
}

/** Greatest of the three values around a bin. */
function peakAround(logs: Float32Array, row: number, bin: number): number {
  const k = row + Math.min(MAX_BIN, Math.max(1, Math.round(bin)));
  return Math.max(logs[k - 1]!, logs[k]!, logs[k + 1]!);
}

/** First bin with the greatest value among those strictly between two frequencies in Hz. */
function strongestBin(logs: Float32Array, row: number, [low, high]: readonly [number, number]): number {
  const to = Math.min(SPECTRUM_BINS, Math.ceil(high / BIN_HZ));
  let best = Math.floor(low / BIN_HZ) + 1;
  for (let k = best + 1; k < to; k += 1) if (logs[row + k]! > logs[row + best]!) best = k;
  return best;
}
