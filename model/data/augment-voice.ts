import { DB_PER_NEPER } from '../../src/features/descriptors/decibels.js';
import type { VoiceFrames } from '../../src/features/frames.js';
import { FEATURE_SETTINGS, POWER_FLOOR, SPECTRUM_BINS } from '../../src/features/settings.js';
import type { Random } from '../numerics/random.js';

/** How far copies of a clip stray from it. */
export const AUGMENTATION = {
  /** Largest shift of formants and pitch, either way, as a natural log of the factor: 16 %. */
  shift: 0.15,
  /** Largest change of tempo, either way, as a natural log of the factor. */
  tempo: 0.15,
  /** Standard deviation of the change of level, in dB. */
  gainDb: 2.5,
  /** Standard deviation of the change of slope, in dB per octave around 1 kHz. */
  tiltDb: 1.5,
  /** Range of the white noise added to every bin, as powers of ten of power relative to full scale. */
  noise: [-9, -6.5],
} as const;

const MIN_FRAMES = 20;
/** Bin at which a tilt changes nothing: 1 kHz. */
const TILT_PIVOT_BIN = 64;
/** Mean of the squared Hann window. */
const WINDOW_POWER = 0.375;

/**
 * A copy of a voice as another speaker might say it over another line: formants and pitch shifted, faster or
 * slower, louder or softer, tilted, noisier. Works on spectra, so that no sample is resampled.
 *
 * @param frames - Not modified.
 * @param random - Draws what happens; six numbers.
 */
export function augmentVoice(frames: VoiceFrames, random: Random): VoiceFrames {
  const shift = Math.exp(random.between(-AUGMENTATION.shift, AUGMENTATION.shift));
  const tempo = Math.exp(random.between(-AUGMENTATION.tempo, AUGMENTATION.tempo));
  const gainDb = random.normal(0, AUGMENTATION.gainDb);
  const tiltDb = random.normal(0, AUGMENTATION.tiltDb);
  const noise = 10 ** random.between(...AUGMENTATION.noise);

  const times = resampledTimes(frames.count, tempo);
  const pick = (values: Float32Array): Float32Array =>
    Float32Array.from(times, (time) => values[Math.round(time)]!);
  const equaliser = Float64Array.from({ length: SPECTRUM_BINS }, (_, k) => {
    const octaves = Math.log2(Math.max(2, k) / TILT_PIVOT_BIN);
    return (gainDb + tiltDb * octaves) / DB_PER_NEPER;
  });
  const power = warp(frames.power, times, 1 / shift, equaliser, noise);
  return {
    count: times.length,
    power,
    pitchLog2Hz: pick(frames.pitchLog2Hz).map((pitch) => (pitch > 0 ? pitch + Math.log2(shift) : 0)),
    harmonicity: pick(frames.harmonicity),
    levelDb: levels(power),
    zeroCrossingRate: pick(frames.zeroCrossingRate),
    gainDb: frames.gainDb,
  };
}

/** Frame positions, fractional, that a clip of another tempo takes its frames from. */
function resampledTimes(count: number, tempo: number): Float64Array {
  const length = Math.max(MIN_FRAMES, Math.floor(count * tempo));
  return Float64Array.from({ length }, (_, i) => (i * (count - 1)) / (length - 1));
}

/** Interpolates log power between frames and bins, then equalises and adds noise. Shape `[times, 513]`. */
function warp(
  power: Float32Array,
  times: Float64Array,
  binStep: number,
  equaliser: Float64Array,
  noise: number,
): Float32Array {
  const logs = power.map(Math.log);
  const lastFrame = power.length / SPECTRUM_BINS - 1;
  const lastBin = SPECTRUM_BINS - 1;
  const out = new Float32Array(times.length * SPECTRUM_BINS);
  const row = new Float64Array(SPECTRUM_BINS);
  for (let i = 0; i < times.length; i += 1) {
    const before = Math.floor(times[i]!);
    const share = times[i]! - before;
    const a = before * SPECTRUM_BINS;
    const b = Math.min(before + 1, lastFrame) * SPECTRUM_BINS;
    for (let k = 0; k < SPECTRUM_BINS; k += 1) row[k] = logs[a + k]! * (1 - share) + logs[b + k]! * share;
    for (let k = 0; k < SPECTRUM_BINS; k += 1) {
      const at = Math.min(lastBin, k * binStep);
      const low = Math.floor(at);
      const high = Math.min(low + 1, lastBin);
      const log = row[low]! + (at - low) * (row[high]! - row[low]!);
      out[i * SPECTRUM_BINS + k] = Math.max(POWER_FLOOR, Math.exp(log + equaliser[k]!) + noise);
    }
  }
  return out;
}

/** Level of each frame in dB, from its spectrum (Parseval's theorem, less what the window takes). */
function levels(power: Float32Array): Float32Array {
  const out = new Float32Array(power.length / SPECTRUM_BINS);
  for (let t = 0; t < out.length; t += 1) {
    let sum = 0;
    for (let k = 0; k < SPECTRUM_BINS; k += 1) sum += power[t * SPECTRUM_BINS + k]!;
    out[t] = 10 * Math.log10((2 * sum) / FEATURE_SETTINGS.fftSize / WINDOW_POWER + 1e-9);
  }
  return out;
}
