import type { Random } from '../numerics/random.js';
import { throughCodec, type LossyCodec } from './codecs.js';
import type { DegraderSettings } from './conditions.js';
import { filtered } from './convolve.js';
import { equaliser } from './filters.js';
import { clamped, scaled } from './levels.js';
import { babbleNoise, colouredNoise, NOISE_COLOURS, withNoise } from './noise.js';
import { inRoom } from './reverb.js';

/**
 * How training copies of a clip reach the bot. Ranges lie around the values of the test's conditions, so that a
 * model has to generalise; where a value is one of few, the test's own is left out.
 */
export const CHANNELS = {
  /** Share of the copies in a room, and what the room is like: uniform within each range. */
  room: { share: 0.4, rt60Sec: [0.15, 0.8], directToReverbDb: [0, 12], predelaySec: [0.001, 0.012] },
  /** Share of the copies with noise; its ratio to the voice in dB; voices of a babble, each number as likely. */
  noise: { share: 0.6, snrDb: [8, 35], kinds: [...NOISE_COLOURS, 'babble'], voices: [3, 4, 5, 7, 8] },
  /** Gain of the microphone at each octave from the lowest on: standard deviation in dB. */
  equaliser: { lowestHz: 125, octaves: 7, gainDb: 3 },
  /** Standard deviation of the change of level, in dB; full scale is the limit. */
  gainDb: 8,
  /** Share of the copies that are coded, each entry as likely, and its settings: a range, or a list for MP3. */
  codec: {
    share: 0.75,
    kinds: ['opus', 'mp3', 'aac', 'g711', 'g711'],
    opusBitsPerSec: [12_000, 40_000],
    opusApplications: ['voip', 'audio'],
    mp3BitsPerSec: [32_000, 40_000, 48_000, 56_000, 80_000, 96_000],
    aacBitsPerSec: [32_000, 96_000],
    telephoneLowHz: [200, 400],
    telephoneHighHz: [3_000, 3_900],
  },
  /** A shorter copy gets silence at its end, in samples at 16 kHz. */
  minSamples: 8_000,
} as const;

/**
 * A copy of a clip over a random channel, in the order of a real one: room, noise in it, microphone, recorder's
 * level, codec.
 *
 * @param pcm - Samples at 16 kHz, shape `[n]`, n at least 1, full scale = 1. Not modified.
 * @param random - Draws what happens; equal generators give equal copies.
 * @returns Within [-1, 1]; at least as long as `pcm`, up to 0.3 s longer, and at least 0.5 s.
 * @throws {Error} if ffmpeg fails.
 */
export async function randomChannel(
  pcm: Float32Array,
  random: Random,
  { ffmpegPath, babble }: DegraderSettings,
): Promise<Float32Array> {
  let heard = maybeInRoom(pcm, random);
  heard = maybeWithNoise(heard, babble, random);
  heard = filtered(heard, drawEqualiser(random));
  heard = clamped(scaled(heard, 10 ** (random.normal(0, CHANNELS.gainDb) / 20)));
  if (random.uniform() < CHANNELS.codec.share) {
    heard = await throughCodec(heard, drawCodec(random), ffmpegPath);
  }
  const out = new Float32Array(Math.max(heard.length, CHANNELS.minSamples));
  out.set(heard);
  return out;
}

function maybeInRoom(pcm: Float32Array, random: Random): Float32Array {
  const { share, rt60Sec, directToReverbDb, predelaySec } = CHANNELS.room;
  if (random.uniform() >= share) return pcm;
  const room = {
    rt60Sec: random.between(...rt60Sec),
    directToReverbDb: random.between(...directToReverbDb),
    predelaySec: random.between(...predelaySec),
  };
  return inRoom(pcm, room, random);
}

function maybeWithNoise(pcm: Float32Array, babble: readonly Float32Array[], random: Random): Float32Array {
  const { share, snrDb, kinds, voices } = CHANNELS.noise;
  if (random.uniform() >= share) return pcm;
  const snr = random.between(...snrDb);
  const kind = pick(babble.length > 0 ? kinds : NOISE_COLOURS, random);
  const noise =
    kind === 'babble'
      ? babbleNoise(babble, pick(voices, random), pcm.length, random)
      : colouredNoise(kind, pcm.length, random);
  return withNoise(pcm, noise, snr);
}

function drawEqualiser(random: Random): Float64Array {
  const { lowestHz, octaves, gainDb } = CHANNELS.equaliser;
  const gains = Array.from({ length: octaves }, () => random.normal(0, gainDb));
  return equaliser(gains, lowestHz);
}

function drawCodec(random: Random): LossyCodec {
  const { codec } = CHANNELS;
  const kind = pick(codec.kinds, random);
  switch (kind) {
    case 'opus':
      return {
        kind,
        bitsPerSec: random.between(...codec.opusBitsPerSec),
        application: pick(codec.opusApplications, random),
      };
    case 'mp3':
      return { kind, bitsPerSec: pick(codec.mp3BitsPerSec, random) };
    case 'aac':
      return { kind, bitsPerSec: random.between(...codec.aacBitsPerSec) };
    case 'g711':
      return {
        kind,
        lowHz: random.between(...codec.telephoneLowHz),
        highHz: random.between(...codec.telephoneHighHz),
      };
  }
}

function pick<T>(values: readonly T[], random: Random): T {
  return values[Math.floor(random.uniform() * values.length)]!;
}
