import { dot } from './statistics.js';

/** Mean power that every voice is brought to, in dB relative to full scale: the nominal level of ITU-T P.56. */
const COMMON_LEVEL_DB = -26;
/** Loudest that a faint recording is made, in dB: beyond that there would be nothing but noise. */
const MAX_GAIN_DB = 60;
/** So that digital silence has a level. */
const POWER_FLOOR = 1e-12;

/**
 * Brings a voice to the level that all voices are described at: how loud a recording is says more about microphone
 * and distance than about the speaker.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1; the silence around the voice is cut already. Not modified.
 * @returns `voice`, the samples times one factor (they may exceed full scale), and that factor as `gainDb`.
 */
export function toCommonLevel(pcm: Float32Array): { voice: Float32Array; gainDb: number } {
  const levelDb = 10 * Math.log10(dot(pcm, pcm) / Math.max(1, pcm.length) + POWER_FLOOR);
  const gainDb = Math.min(MAX_GAIN_DB, COMMON_LEVEL_DB - levelDb);
  const factor = 10 ** (gainDb / 20);
  const voice = new Float32Array(pcm.length);
  for (let i = 0; i < pcm.length; i += 1) voice[i] = pcm[i]! * factor;
  return { voice, gainDb };
}
