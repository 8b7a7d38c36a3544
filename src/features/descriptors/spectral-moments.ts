import { BIN_HZ, SPECTRUM_BINS } from '../settings.js';
import type { Track } from './track.js';

/** Lowest total power of a spectrum, so that silence can be divided by it. */
const TOTAL_FLOOR = 1e-8;
/** Shares of a spectrum's power whose roll-off points are told. */
const ROLL_OFF_SHARES = [0.5, 0.85, 0.95];
/** Lowest bin that the flatness looks at: below it (94 Hz) hum and wind are all there is. */
const FLATNESS_FROM_BIN = 6;

/**
 * Where a spectrum's power lies: centroid, spread, roll-off points, entropy and flatness (Peeters 2004).
 *
 * @param power - Row-major, shape `[frames, 513]`. Not modified.
 * @param logs - Natural log of `power`. Not modified.
 * @remarks Meyda's descriptors of these names weigh by amplitude, not by power, and count in bins.
 */
export function spectralMoments(power: Float32Array, logs: Float32Array): Track[] {
  const frames = power.length / SPECTRUM_BINS;
  const track = (name: string, unit: string): Track => ({ name, unit, values: new Float64Array(frames) });
  const [centroids, spreads] = [track('centroid', 'ln Hz'), track('spread', 'ln Hz')];
  const rollOffs = ROLL_OFF_SHARES.map((share) => track(`rolloff-${100 * share}`, 'Hz'));
  const [entropies, flatnesses] = [track('entropy', 'nat'), track('flatness', 'ln')];
  for (let t = 0; t < frames; t += 1) {
    const row = t * SPECTRUM_BINS;
    let sum = 0;
    let first = 0;
    let second = 0;
    let weightedLog = 0;
    let upperLog = 0;
    let upperSum = 0;
    for (let k = 0; k < SPECTRUM_BINS; k += 1) {
      const p = power[row + k]!;
      const log = logs[row + k]!;
      sum += p;
      first += p * k;
      second += p * k * k;
      weightedLog += p * log;
      if (k >= FLATNESS_FROM_BIN) {
        upperLog += log;
        upperSum += p;
      }
    }
    const total = sum + TOTAL_FLOOR;
    const centroid = (BIN_HZ * first) / total;
    centroids.values[t] = Math.log(centroid);
    // One square hertz keeps a lone bin's spread from having no logarithm.
    spreads.values[t] =
      0.5 * Math.log(Math.max(0, (BIN_HZ * BIN_HZ * second) / total - centroid * centroid) + 1);
    entropies.values[t] = (sum * Math.log(total) - weightedLog) / total;
    const upperBins = SPECTRUM_BINS - FLATNESS_FROM_BIN;
    flatnesses.values[t] = upperLog / upperBins - Math.log(upperSum / upperBins);
    writeRollOffs(power, row, total, rollOffs, t);
  }
  return [centroids, spreads, ...rollOffs, entropies, flatnesses];
}

/** Writes below which frequency each of the shares of a spectrum's power lies. */
function writeRollOffs(
  power: Float32Array,
  row: number,
  total: number,
  rollOffs: readonly Track[],
  t: number,
): void {
  let bin = 0;
  let cumulated = power[row]!;
  for (let i = 0; i < rollOffs.length; i += 1) {
    const threshold = ROLL_OFF_SHARES[i]! * total;
    while (bin < SPECTRUM_BINS && cumulated < threshold) {
      bin += 1;
      if (bin < SPECTRUM_BINS) cumulated += power[row + bin]!;
    }
    rollOffs[i]!.values[t] = bin * BIN_HZ;
  }
}
