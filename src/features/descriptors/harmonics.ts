import { BIN_HZ, SPECTRUM_BINS } from '../settings.js';
import { DB_PER_NEPER } from './decibels.js';
import { perFrame, type Track } from './track.js';

/** Highest bin at which a harmonic is looked for. */
const MAX_BIN = 500;
/** Bins strictly between two frequencies. */
interface Region {
  from: number;
  to: number;
}
const region = (lowHz: number, highHz: number): Region => ({
  from: Math.floor(lowHz / BIN_HZ) + 1,
  to: Math.min(SPECTRUM_BINS, Math.ceil(highHz / BIN_HZ)),
});

/** Regions in which formants lie. */
const F1 = region(300, 1000);
const F2 = region(1000, 2500);
const F3 = region(2500, 4000);
const TOP = region(4000, 8001);
/** Where the first formant is looked for. */
const FIRST_FORMANT = region(250, 1100);

/**
 * Voice source and formants: levels of the first three harmonics and of four regions of the spectrum, relative to
 * each other, and where the strongest bin around the first formant lies (after Hanson 1997; Eyben et al. 2016).
 *
 * @param logs - Natural log of power, row-major, shape `[frames, 513]`. Not modified.
 * @param pitchLog2Hz - Logarithm to base 2 of the pitch in Hz, above 0 in every frame; shape `[frames]`.
 */
export function harmonicLevels(logs: Float32Array, pitchLog2Hz: Float64Array): Track[] {
  const frames = pitchLog2Hz.length;
  const harmonic = (n: number): Float64Array =>
    perFrame(frames, (t) => peakAround(logs, t * SPECTRUM_BINS, (n * 2 ** pitchLog2Hz[t]!) / BIN_HZ));
  const formant = (within: Region): Float64Array =>
    perFrame(frames, (t) => logs[t * SPECTRUM_BINS + strongestBin(logs, t * SPECTRUM_BINS, within)]!);
  const difference = (name: string, a: Float64Array, b: Float64Array): Track => ({
    name,
    unit: 'dB',
    values: perFrame(frames, (t) => DB_PER_NEPER * (a[t]! - b[t]!)),
  });

  const [h1, h2, h3] = [harmonic(1), harmonic(2), harmonic(3)];
  const [f1, f2, f3, top] = [formant(F1), formant(F2), formant(F3), formant(TOP)];
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
      values: perFrame(frames, (t) =>
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

/** First bin with the greatest value within a region. */
function strongestBin(logs: Float32Array, row: number, { from, to }: Region): number {
  let best = from;
  for (let k = from + 1; k < to; k += 1) if (logs[row + k]! > logs[row + best]!) best = k;
  return best;
}
