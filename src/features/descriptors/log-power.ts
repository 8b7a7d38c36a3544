/**
 * Natural log of every bin of every spectrum, computed once for all descriptors that need it.
 *
 * @param power - Each above 0. Not modified.
 * @returns Same shape.
 */
export function logPower(power: Float32Array): Float32Array {
  const out = new Float32Array(power.length);
  for (let i = 0; i < power.length; i += 1) out[i] = Math.log(power[i]!);
  return out;
}

/** Decibels per unit of natural log of power. */
export const DB_PER_NEPER = 10 / Math.LN10;
