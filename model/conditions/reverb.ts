import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import type { Random } from '../numerics/random.js';
import { convolve } from './convolve.js';
import { activePower, powerRatio, scaled } from './levels.js';

const { sampleRateHz } = FEATURE_SETTINGS;

/** What a clip may grow by, in seconds. */
const MAX_TAIL_SEC = 0.3;

export interface Room {
  /** Time in which the echoes fall by 60 dB, in seconds. */
  rt60Sec: number;
  /** Energy of the direct sound over that of all echoes, in dB. */
  directToReverbDb: number;
  /** Time from the direct sound to the first echo, in seconds. */
  predelaySec: number;
}

/**
 * A room's impulse response: the direct sound, then noise that decays exponentially (Polack 1988). Ends where the
 * echoes have fallen by 60 dB.
 *
 * @param random - Draws two numbers per sample.
 * @returns Shape `[1 + (predelaySec + rt60Sec) * 16000]`, rounded; the direct sound is sample 0 and is 1.
 */
export function impulseResponse(
  { rt60Sec, directToReverbDb, predelaySec }: Room,
  random: Random,
): Float64Array {
  const first = 1 + Math.round(predelaySec * sampleRateHz);
  const echoes = Float64Array.from(
    { length: Math.round(rt60Sec * sampleRateHz) },
    (_, i) => random.normal(0, 1) * 10 ** ((-3 * i) / (rt60Sec * sampleRateHz)),
  );
  const energy = echoes.reduce((sum, value) => sum + value * value, 0);
  const factor = Math.sqrt(1 / powerRatio(directToReverbDb) / energy);
  const response = new Float64Array(first + echoes.length);
  response[0] = 1;
  response.set(
    echoes.map((value) => value * factor),
    first,
  );
  return response;
}

/**
 * A copy as it sounds in a room, as loud as before while somebody speaks, without delay.
 *
 * @returns Up to 0.3 s longer than `pcm`; may pass full scale.
 */
export function inRoom(pcm: Float32Array, room: Room, random: Random): Float32Array {
  const tail = Math.round(MAX_TAIL_SEC * sampleRateHz);
  const wet = convolve(pcm, impulseResponse(room, random)).slice(0, pcm.length + tail);
  const power = activePower(wet);
  return power === 0 ? wet : scaled(wet, Math.sqrt(activePower(pcm) / power));
}
