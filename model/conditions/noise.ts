import type { Random } from '../numerics/random.js';
import { shuffled } from '../numerics/random.js';
import { activePower, meanPower, powerRatio } from './levels.js';

export const NOISE_COLOURS = ['white', 'pink', 'brown'] as const;
export type NoiseColour = (typeof NOISE_COLOURS)[number];

/** What brown noise keeps of itself from one sample to the next; level below 50 Hz, 6 dB per octave less above. */
const BROWN_MEMORY = 0.98;

/**
 * Noise at an arbitrary level.
 *
 * @param length - In samples.
 * @param random - Draws two numbers per sample.
 */
export function colouredNoise(colour: NoiseColour, length: number, random: Random): Float32Array {
  const white = Float32Array.from({ length }, () => random.normal(0, 1));
  if (colour === 'white') return white;
  return colour === 'pink' ? pink(white) : brown(white);
}

/** 3 dB per octave less (P. Kellet's filter of three poles, 1999). */
function pink(white: Float32Array): Float32Array {
  let slow = 0;
  let middle = 0;
  let fast = 0;
  return white.map((value) => {
    slow = 0.99765 * slow + 0.099046 * value;
    middle = 0.963 * middle + 0.2965164 * value;
    fast = 0.57 * fast + 1.0526913 * value;
    return slow + middle + fast + 0.1848 * value;
  });
}

function brown(white: Float32Array): Float32Array {
  let level = 0;
  return white.map((value) => (level = BROWN_MEMORY * level + value));
}

/**
 * Several people who talk at once: some of the given clips, each repeated from a random place on, all with equal
 * power.
 *
 * @param clips - Clips of other speakers at 16 kHz. Where there are fewer than `voices`, all are taken.
 * @param length - In samples.
 * @throws {Error} if no clip has any sound.
 */
export function babbleNoise(
  clips: readonly Float32Array[],
  voices: number,
  length: number,
  random: Random,
): Float32Array {
  const out = new Float32Array(length);
  let found = 0;
  for (const clip of shuffled(clips, random)) {
    const power = meanPower(clip);
    if (power === 0 || found === voices) continue;
    found += 1;
    const factor = 1 / Math.sqrt(power);
    let at = Math.floor(random.uniform() * clip.length);
    for (let i = 0; i < length; i += 1) {
      out[i]! += factor * clip[at]!;
      at = at + 1 === clip.length ? 0 : at + 1;
    }
  }
  if (found === 0) throw new Error('babble needs at least one clip that is not silent');
  return out;
}

/**
 * A copy with noise added.
 *
 * @param noise - At any level; as long as `pcm`.
 * @param snrDb - Power of the clip while somebody speaks ({@link activePower}) over the mean power of the noise, in
 *   dB. Met exactly, as the noise's own power is measured. A silent clip gets none.
 * @returns Shape `[n]`; may pass full scale.
 */
export function withNoise(pcm: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const noisePower = meanPower(noise);
  const factor = noisePower === 0 ? 0 : Math.sqrt(activePower(pcm) / powerRatio(snrDb) / noisePower);
  return pcm.map((value, i) => value + factor * noise[i]!);
}
