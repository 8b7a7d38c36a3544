import { frameLevels } from '../../src/features/silence.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import type { Random } from '../numerics/random.js';
import { CONDITION_SETTINGS } from './conditions.js';
import { clamped, powerRatio, quantised, scaled } from './levels.js';
import { babbleNoise, colouredNoise, withNoise } from './noise.js';
import { inRoom } from './reverb.js';

const { sampleRateHz, hopSamples } = FEATURE_SETTINGS;

/** Something about a recording that does not change how somebody feels. */
export interface Fault {
  /** Name for people. */
  title: string;
  /**
   * A copy with the fault.
   *
   * @param pcm - Samples at 16 kHz, shape `[n]`, full scale = 1. Not modified.
   * @param random - `createRandom` of the clip's id, so that each model hears the same.
   */
  apply(pcm: Float32Array, random: Random): Float32Array;
}

/**
 * Faults that no ear minds, or hardly.
 *
 * @param babble - Clips of other speakers; see {@link babbleNoise}.
 */
export function faults(babble: readonly Float32Array[]): Fault[] {
  const { voices, room } = CONDITION_SETTINGS;
  return [
    { title: 'Offset, 0.5 %', apply: (pcm) => clamped(pcm.map((sample) => sample + 0.005)) },
    { title: 'Offset, 2 %', apply: (pcm) => clamped(pcm.map((sample) => sample + 0.02)) },
    { title: 'Mains hum, 20 dB below', apply: (pcm) => clamped(withNoise(pcm, hum(pcm.length), 20)) },
    {
      title: 'White noise, 20 dB below',
      apply: (pcm, random) => clamped(withNoise(pcm, colouredNoise('white', pcm.length, random), 20)),
    },
    {
      title: `Babble of ${voices}, 20 dB below`,
      apply: (pcm, random) => clamped(withNoise(pcm, babbleNoise(babble, voices, pcm.length, random), 20)),
    },
    { title: `Room, ${room.rt60Sec} s`, apply: (pcm, random) => clamped(inRoom(pcm, room, random)) },
    { title: 'A bump of 10 ms', apply: bumped },
    { title: 'A pause of 0.7 s', apply: (pcm, random) => paused(pcm, 0.7, random) },
    { title: 'Softer by 30 dB', apply: (pcm) => quantised(scaled(pcm, Math.sqrt(powerRatio(-30)))) },
  ];
}

/** 50 Hz and its first two overtones. */
function hum(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => {
    const turn = (2 * Math.PI * 50 * i) / sampleRateHz;
    return Math.sin(turn) + Math.sin(2 * turn) / 2 + Math.sin(3 * turn) / 3;
  });
}

/** A knock on the microphone, somewhere: 10 ms of noise of 0.4 of full scale that swells and fades. */
function bumped(pcm: Float32Array, random: Random): Float32Array {
  const out = pcm.slice();
  const length = Math.round(0.01 * sampleRateHz);
  const from = Math.floor(random.uniform() * Math.max(1, pcm.length - length));
  for (let i = 0; i < Math.min(length, pcm.length); i += 1) {
    out[from + i]! += 0.4 * Math.sin((Math.PI * i) / length) * random.normal(0, 1);
  }
  return clamped(out);
}

/** A frame further than this below the loudest is no part of the voice, in dB. */
const VOICE_DB = 30;

/** Somebody stops for a while at the softest moment about the middle of what is said; the background goes on. */
function paused(pcm: Float32Array, pauseSec: number, random: Random): Float32Array {
  const levels = frameLevels(pcm);
  const ascending = levels.slice().sort();
  const threshold = ascending.at(-1)! - VOICE_DB;
  const first = levels.findIndex((level) => level > threshold);
  const last = levels.findLastIndex((level) => level > threshold);
  let softest = Math.ceil(first + 0.3 * (last - first));
  for (let t = softest; t <= first + 0.7 * (last - first); t += 1) {
    if (levels[t]! < levels[softest]!) softest = t;
  }
  const backgroundDb = Math.min(ascending[Math.floor(0.03 * ascending.length)]!, threshold - 10);
  const at = Math.min(pcm.length, softest * hopSamples);
  const pause = colouredNoise('white', Math.round(pauseSec * sampleRateHz), random);
  const out = new Float32Array(pcm.length + pause.length);
  out.set(pcm.subarray(0, at));
  out.set(scaled(pause, Math.sqrt(powerRatio(backgroundDb))), at);
  out.set(pcm.subarray(at), at + pause.length);
  return out;
}
