import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { raiseFloor, subtractBandMeans, TRACK_COUNT } from '../../src/features/spectrogram.js';
import type { RawSpectrogram } from '../data/example.js';
import type { Random } from '../numerics/random.js';
import { BAND_CENTRES_HZ, bandAt, SPECTRAL_CHANNEL, spectralChannel } from './spectral-channel.js';

const { melBands } = FEATURE_SETTINGS;

/** How far what the network sees in training strays from a clip. */
export const SPECTROGRAM_AUGMENTATION = {
  /** Longest stretch seen at once, in frames (2.3 s). */
  frames: 144,
  /** Largest change of tempo and of formants and pitch, either way, as a natural log of the factor. */
  tempo: 0.15,
  shift: 0.144,
  /** See `spectral-channel.ts`. */
  channel: SPECTRAL_CHANNEL,
  /** Masks (SpecAugment, Park et al. 2019): how many of bands and of frames, and how wide at most. */
  bandMasks: 2,
  bandMaskWidth: 8,
  frameMasks: 2,
  frameMaskWidth: 12,
  /** Share of clips whose pitch is hidden. */
  pitchless: 0.2,
} as const;

/**
 * Another rendering of a clip: a stretch of it at another tempo, formants and pitch shifted, noisier, parts masked.
 * Bands come without their means.
 *
 * @param spectrogram - Not modified.
 */
export function augmentSpectrogram(spectrogram: RawSpectrogram, random: Random): RawSpectrogram {
  const settings = SPECTROGRAM_AUGMENTATION;
  const tempo = Math.exp(random.between(-settings.tempo, settings.tempo));
  const shift = random.between(-settings.shift, settings.shift);
  const { from, length } = drawStretch(spectrogram.count, Math.floor(settings.frames / tempo), random);
  const count = Math.min(settings.frames, Math.max(24, Math.floor(length * tempo)));
  const copy = resample(spectrogram, from, length, count, shift);
  spectralChannel(copy.bands, random);
  raiseFloor(copy.bands);
  subtractBandMeans(copy.bands, melBands);
  mask(copy, random);
  return copy;
}

/** A stretch no longer than the network sees; half of all short clips lose a little at either end. */
function drawStretch(count: number, longest: number, random: Random): { from: number; length: number } {
  if (count > longest) {
    return { from: Math.floor(random.uniform() * (count - longest + 1)), length: longest };
  }
  const slack = Math.floor(count / 12);
  if (slack < 1 || random.uniform() < 0.5) return { from: 0, length: count };
  const from = Math.floor(random.uniform() * slack);
  return { from, length: count - from - Math.floor(random.uniform() * slack) };
}

/** Interpolates between frames, then between bands. */
function resample(
  spectrogram: RawSpectrogram,
  from: number,
  length: number,
  count: number,
  shift: number,
): RawSpectrogram {
  const bands = new Float32Array(count * melBands);
  const tracks = new Float32Array(count * TRACK_COUNT);
  const columns = shiftedBands(shift);
  const frame = new Float32Array(melBands);
  // Tracks hold pitch in 2/3 octaves.
  const pitchShift = (1.5 * shift) / Math.LN2;
  for (let t = 0; t < count; t += 1) {
    const at = from + (t * (length - 1)) / Math.max(1, count - 1);
    const before = Math.floor(at);
    const a = before * melBands;
    const b = Math.min(before + 1, spectrogram.count - 1) * melBands;
    const share = at - before;
    for (let k = 0; k < melBands; k += 1) {
      frame[k] = spectrogram.bands[a + k]! * (1 - share) + spectrogram.bands[b + k]! * share;
    }
    for (let k = 0; k < melBands; k += 1) {
      const column = columns[k]!;
      const low = Math.floor(column);
      const high = Math.min(low + 1, melBands - 1);
      bands[t * melBands + k] = frame[low]! + (column - low) * (frame[high]! - frame[low]!);
    }
    const nearest = Math.round(at);
    for (let k = 0; k < TRACK_COUNT; k += 1) {
      tracks[t * TRACK_COUNT + k] = spectrogram.tracks[nearest * TRACK_COUNT + k]!;
    }
    if (tracks[t * TRACK_COUNT + 1]! > 0) tracks[t * TRACK_COUNT]! += pitchShift;
  }
  return { count, bands, tracks };
}

/** Bands, fractional, that each band takes its energy from if all frequencies are times `exp(shift)`. */
function shiftedBands(shift: number): Float64Array {
  return BAND_CENTRES_HZ.map((hz) => bandAt(hz * Math.exp(-shift)));
}

/** Hides bands, stretches of time and pitch, in place: 0 is what each band's mean is. */
function mask({ count, bands, tracks }: RawSpectrogram, random: Random): void {
  const { bandMasks, bandMaskWidth, frameMasks, frameMaskWidth, pitchless } = SPECTROGRAM_AUGMENTATION;
  const upTo = (most: number): number => Math.floor(random.uniform() * (most + 1));
  for (let i = 0; i < bandMasks; i += 1) {
    const width = upTo(bandMaskWidth);
    const from = upTo(melBands - width);
    for (let t = 0; t < count; t += 1) bands.fill(0, t * melBands + from, t * melBands + from + width);
  }
  for (let i = 0; i < frameMasks; i += 1) {
    const width = upTo(frameMaskWidth);
    const from = upTo(Math.max(0, count - width));
    bands.fill(0, from * melBands, (from + width) * melBands);
    tracks.fill(0, from * TRACK_COUNT, (from + width) * TRACK_COUNT);
  }
  if (random.uniform() < pitchless) {
    for (let t = 0; t < count; t += 1) tracks.fill(0, t * TRACK_COUNT, t * TRACK_COUNT + 3);
  }
}
