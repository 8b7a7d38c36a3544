import { naturalLogs } from './natural-logs.js';
import { BIN_HZ, FEATURE_SETTINGS, SPECTRUM_BINS } from './settings.js';

/** Lowest band energy, relative to full scale, so that silence has a logarithm. */
export const ENERGY_FLOOR = 1e-8;

/**
 * Triangular filters of equal width on the mel scale. Each rises where the one before it falls, so that the stretches
 * between their edges and centres, one more than there are filters, say all: what does not go to the filter that rises
 * within a stretch goes to the one that falls.
 */
export interface MelFilterbank {
  /** Number of filters. */
  count: number;
  /** First bin of each stretch, and the first bin after the last; shape `[count + 2]`. */
  starts: Uint16Array;
  /** Share of each bin's power that goes to the filter rising there, within [0, 1]; shape `[513]`. */
  rising: Float64Array;
  /** What each filter's sum is multiplied by, so that it is a mean; shape `[count]`. */
  scale: Float64Array;
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
  const edgesHz = Array.from({ length: count + 2 }, (_, i) =>
    melToHz(low + ((high - low) * i) / (count + 1)),
  );
  const starts = Uint16Array.from(edgesHz, (hz) => Math.ceil(hz / BIN_HZ));
  const rising = new Float64Array(SPECTRUM_BINS);
  const sums = new Float64Array(count + 1);
  for (let stretch = 0; stretch <= count; stretch += 1) {
    const [fromHz, toHz] = [edgesHz[stretch]!, edgesHz[stretch + 1]!];
    for (let k = starts[stretch]!; k < starts[stretch + 1]!; k += 1) {
      rising[k] = (k * BIN_HZ - fromHz) / (toHz - fromHz);
      sums[stretch]! += rising[k]!;
      if (stretch > 0) sums[stretch - 1]! += 1 - rising[k]!;
    }
  }
  const scale = sums.subarray(0, count).map((sum) => 1 / sum);
  if (!scale.every(Number.isFinite)) throw new RangeError(`one of ${count} mel filters covers no bin`);
  return { count, starts, rising, scale };
}

/**
 * Log-mel energies of all frames.
 *
 * @param power - Row-major power spectra, shape `[frames, 513]`. Not modified.
 * @param floor - What is added to each band's power, relative to full scale.
 * @returns Row-major, shape `[frames, bands]`: natural log of the mean power in each band, relative to full
 *   scale; digital silence gives about `log(1.1e-8)`, never `-Infinity`.
 */
export function logMel(power: Float32Array, filterbank: MelFilterbank, floor = ENERGY_FLOOR): Float32Array {
  const { count } = filterbank;
  const frames = power.length / SPECTRUM_BINS;
  const energies = new Float32Array(frames * count);
  for (let t = 0; t < frames; t += 1) {
    writeEnergies(power, t * SPECTRUM_BINS, filterbank, floor, energies, t * count);
  }
  return naturalLogs(energies, energies);
}

/** Writes the mean power in each band of the spectrum that starts at `row`, above a floor, from index `at` on. */
function writeEnergies(
  power: Float32Array,
  row: number,
  { count, starts, rising, scale }: MelFilterbank,
  floor: number,
  energies: Float32Array,
  at: number,
): void {
  let risingBefore = 0;
  for (let stretch = 0; stretch <= count; stretch += 1) {
    const end = starts[stretch + 1]!;
    let total = 0;
    let toRising = 0;
    for (let k = starts[stretch]!; k < end; k += 1) {
      total += power[row + k]!;
      toRising += rising[k]! * power[row + k]!;
    }
    if (stretch > 0) {
      energies[at + stretch - 1] = floor + scale[stretch - 1]! * (risingBefore + total - toRising);
    }
    risingBefore = toRising;
  }
}
