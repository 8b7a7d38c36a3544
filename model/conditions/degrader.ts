import type { Random } from '../numerics/random.js';
import { randomChannel } from './channels.js';
import { throughCodec } from './codecs.js';
import { CONDITION_SETTINGS, type ConditionName, type DegraderSettings } from './conditions.js';
import { clamped, quantised, scaled } from './levels.js';
import { babbleNoise, colouredNoise, withNoise } from './noise.js';
import { inRoom } from './reverb.js';

/** Makes clips worse: samples at 16 kHz, shape `[n]`, n at least 1, full scale = 1; within [-1, 1] afterwards. */
export interface Degrader {
  /**
   * A copy under a condition of the test.
   *
   * @param random - `createRandom` of the clip's id, so that each model hears the same.
   * @returns As long as `pcm`; up to 0.3 s longer for `reverb`.
   * @throws {Error} if ffmpeg fails, or there is no babble to draw from.
   */
  degrade(pcm: Float32Array, condition: ConditionName, random: Random): Promise<Float32Array>;
  /** A copy over a random channel, for training; see `CHANNELS`. At least 0.5 s. */
  randomChannel(pcm: Float32Array, random: Random): Promise<Float32Array>;
}

const TWELVE_DB = 10 ** (12 / 20);

export function createDegrader(settings: DegraderSettings): Degrader {
  const { ffmpegPath, babble } = settings;
  const { telephoneHz, voices, room } = CONDITION_SETTINGS;
  const white = (pcm: Float32Array, snrDb: number, random: Random): Float32Array =>
    clamped(withNoise(pcm, colouredNoise('white', pcm.length, random), snrDb));
  const babbling = (pcm: Float32Array, snrDb: number, random: Random): Float32Array =>
    clamped(withNoise(pcm, babbleNoise(babble, voices, pcm.length, random), snrDb));

  const conditions: Record<
    ConditionName,
    (pcm: Float32Array, random: Random) => Float32Array | Promise<Float32Array>
  > = {
    'opus-24k': (pcm) =>
      throughCodec(pcm, { kind: 'opus', bitsPerSec: 24_000, application: 'voip' }, ffmpegPath),
    'mp3-64k': (pcm) => throughCodec(pcm, { kind: 'mp3', bitsPerSec: 64_000 }, ffmpegPath),
    telephone: (pcm) =>
      throughCodec(pcm, { kind: 'g711', lowHz: telephoneHz[0], highHz: telephoneHz[1] }, ffmpegPath),
    'gain-up-12': (pcm) => clamped(scaled(pcm, TWELVE_DB)),
    'gain-down-12': (pcm) => quantised(scaled(pcm, 1 / TWELVE_DB)),
    'white-20': (pcm, random) => white(pcm, 20, random),
    'white-10': (pcm, random) => white(pcm, 10, random),
    'babble-20': (pcm, random) => babbling(pcm, 20, random),
    'babble-10': (pcm, random) => babbling(pcm, 10, random),
    reverb: (pcm, random) => clamped(inRoom(pcm, room, random)),
  };
  return {
    degrade: async (pcm, condition, random) => conditions[condition](pcm, random),
    randomChannel: (pcm, random) => randomChannel(pcm, random, settings),
  };
}
