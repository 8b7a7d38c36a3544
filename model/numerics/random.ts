/** Seeded random numbers, so that the same seed gives the same model. */
export interface Random {
  /** A number evenly distributed within [0, 1). */
  uniform: () => number;
  /** A number evenly distributed within [low, high). */
  between: (low: number, high: number) => number;
  /** A number normally distributed. */
  normal: (mean: number, standardDeviation: number) => number;
}

/**
 * A generator of 32-bit state (Mulberry32, T. Ettinger 2017): small, fast, good enough for augmentation.
 *
 * @param seed - Any text; equal texts give equal numbers.
 */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    // Box and Muller 1958; one minus, because a logarithm of 0 has no value.
    normal: (mean, sd) =>
      mean + sd * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** 32-bit FNV-1a of a text. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ character.codePointAt(0)!, 0x01000193);
  return value >>> 0;
}

/** The same elements in random order (Fisher and Yates). */
export function shuffled<T>(elements: readonly T[], random: Random): T[] {
  const out = [...elements];
  for (let i = out.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random.uniform() * (i + 1));
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
