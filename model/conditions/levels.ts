import { measureLevel } from '../../src/features/level.js';

/** Steps of a 16-bit sample from 0 to full scale. */
const STEPS_16_BIT = 32_768;

/** A frame further than this below the loudest one is a pause, in dB. */
const ACTIVE_DB = 35;

/**
 * Mean power of a clip while somebody speaks: over the frames (40 ms, every 16 ms) at most 35 dB below the loudest. Pauses do not count, so that a signal-to-noise ratio means the same
 * for a clip with long pauses.
 *
 * @param pcm - Samples at 16 kHz, shape `[n]`, full scale = 1. Not modified.
 * @returns Relative to full scale; 0 for silence, else at least 1e-9.
 */
export function activePower(pcm: Float32Array): number {
  const { levelDb } = measureLevel(pcm);
  const threshold = levelDb.reduce((most, level) => Math.max(most, level), -Infinity) - ACTIVE_DB;
  const active = levelDb.filter((level) => level >= threshold);
  return meanPower(pcm) === 0 ? 0 : active.reduce((sum, level) => sum + powerRatio(level), 0) / active.length;
}

/** Mean of the squared samples; 0 for none. */
export function meanPower(pcm: Float32Array): number {
  let sum = 0;
  for (const value of pcm) sum += value * value;
  return pcm.length === 0 ? 0 : sum / pcm.length;
}

/** What a gain in dB multiplies power by. */
export function powerRatio(db: number): number {
  return 10 ** (db / 10);
}

/** A louder or softer copy, without any limit. */
export function scaled(pcm: Float32Array, factor: number): Float32Array {
  return pcm.map((value) => value * factor);
}

/** A copy as a recorder stores it: cut off at full scale; what is not a number becomes 0. */
export function clamped(pcm: Float32Array): Float32Array {
  return pcm.map((value) => (Number.isNaN(value) ? 0 : Math.max(-1, Math.min(1, value))));
}

/** A copy as a 16-bit file holds it: in steps of 1/32768, within [-1, 1). */
export function quantised(pcm: Float32Array): Float32Array {
  return pcm.map(
    (value) =>
      Math.max(-STEPS_16_BIT, Math.min(STEPS_16_BIT - 1, Math.round(value * STEPS_16_BIT))) / STEPS_16_BIT,
  );
}
