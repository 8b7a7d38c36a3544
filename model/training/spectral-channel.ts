import { DB_PER_NEPER } from '../../src/features/descriptors/decibels.js';
import { hzToMel, melToHz } from '../../src/features/mel.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { createRandom, type Random } from '../numerics/random.js';

const { melBands, melMinHz, melMaxHz } = FEATURE_SETTINGS;

/** Channels that cost nothing to draw anew each time, besides the recorded ones: on log-mel bands. */
export const SPECTRAL_CHANNEL = {
  /** Share of clips that are heard over such a channel. */
  share: 0.6,
  /** Share of those whose band is limited: its edges, how steeply it falls beyond and by how much at most. */
  limited: 0.45,
  lowHz: [60, 400],
  highHz: [3_000, 7_000],
  slopeDbPerOctave: [20, 80],
  depthDb: [20, 60],
  /** Share of those with noise: its ratio to the clip, and its slope as a power of frequency. */
  noisy: 0.6,
  snrDb: [8, 35],
  tilt: [-1, 0.3],
} as const;

const LOWEST_MEL = hzToMel(melMinHz);
const MEL_STEP = (hzToMel(melMaxHz) - LOWEST_MEL) / (melBands + 1);

/** Centres of the log-mel bands, in Hz; shape `[64]`. */
export const BAND_CENTRES_HZ = Float64Array.from({ length: melBands }, (_, b) =>
  melToHz(LOWEST_MEL + MEL_STEP * (b + 1)),
);

/** Position of a frequency among the bands, fractional, within [0, 63]. */
export function bandAt(hz: number): number {
  return Math.min(melBands - 1, Math.max(0, (hzToMel(hz) - LOWEST_MEL) / MEL_STEP - 1));
}

/** Limits a clip's band and adds noise, or leaves it alone, in place. @param bands - Natural logs, shape `[count, 64]`. */
export function spectralChannel(bands: Float32Array, random: Random): void {
  if (random.uniform() >= SPECTRAL_CHANNEL.share) return;
  if (random.uniform() < SPECTRAL_CHANNEL.limited) limitBand(bands, random);
  if (random.uniform() < SPECTRAL_CHANNEL.noisy) addNoise(bands, random);
}

function limitBand(bands: Float32Array, random: Random): void {
  const low = random.between(...SPECTRAL_CHANNEL.lowHz);
  const high = random.between(...SPECTRAL_CHANNEL.highHz);
  const slope = random.between(...SPECTRAL_CHANNEL.slopeDbPerOctave);
  const depth = random.between(...SPECTRAL_CHANNEL.depthDb);
  const losses = BAND_CENTRES_HZ.map((hz) => {
    const octaves = Math.max(0, Math.log2(hz / high)) + Math.max(0, Math.log2(low / hz));
    return Math.min(depth, octaves * slope) / DB_PER_NEPER;
  });
  for (let i = 0; i < bands.length; i += 1) bands[i]! -= losses[i % melBands]!;
}

function addNoise(bands: Float32Array, random: Random): void {
  const snrDb = random.between(...SPECTRAL_CHANNEL.snrDb);
  const tilt = random.between(...SPECTRAL_CHANNEL.tilt);
  let power = 0;
  for (const band of bands) power += Math.exp(band) / bands.length;
  const shape = BAND_CENTRES_HZ.map((hz) => (hz / 1000) ** tilt);
  const mean = shape.reduce((sum, value) => sum + value, 0) / melBands;
  const levels = shape.map((value) => Math.log((power * 10 ** (-snrDb / 10) * value) / mean));
  for (let i = 0; i < bands.length; i += 1) {
    const noise = levels[i % melBands]! + FLUCTUATIONS[Math.floor(random.uniform() * FLUCTUATIONS.length)]!;
    const band = bands[i]!;
    bands[i] = Math.max(band, noise) + Math.log1p(Math.exp(-Math.abs(band - noise)));
  }
}

/**
 * How noise varies from band to band and frame to frame: natural logs of a gamma distribution of shape 3 and mean 1,
 * as a band of about three bins has.
 */
const FLUCTUATIONS = (() => {
  const random = createRandom('fluctuations');
  const exponential = (): number => -Math.log(1 - random.uniform());
  return Float64Array.from({ length: 4096 }, () =>
    Math.log((exponential() + exponential() + exponential()) / 3 + 1e-3),
  );
})();
