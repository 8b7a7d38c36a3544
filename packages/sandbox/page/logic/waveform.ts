/** Most levels that a voice message's waveform may have. */
export const MAX_LEVELS = 256;

/** Quieter recordings than this are not stretched to full height: they would be all noise. */
const QUIETEST_PEAK = 0.05;

/**
 * Levels as voice messages carry them: at most {@link MAX_LEVELS} bytes, base64, the loudest at 255.
 *
 * @param levels - In order of time, each within [0, 1].
 */
export function encodeWaveform(levels: readonly number[]): string {
  const few = resample(levels, Math.min(levels.length, MAX_LEVELS));
  const loudest = Math.max(QUIETEST_PEAK, ...few);
  const bytes = few.map((level) => Math.round((Math.min(Math.max(level, 0), loudest) / loudest) * 255));
  return btoa(String.fromCharCode(...(bytes.length === 0 ? [0] : bytes)));
}

/** Levels within [0, 1]; none if the text is no base64. */
export function decodeWaveform(text: string): readonly number[] {
  try {
    return Array.from(atob(text), (byte) => byte.charCodeAt(0) / 255);
  } catch {
    return [];
  }
}

/** The same course in another number of levels: peaks where there are fewer, repeats where there are more. */
export function resample(levels: readonly number[], count: number): readonly number[] {
  if (levels.length === 0) return Array.from({ length: count }, () => 0);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * levels.length) / count);
    const to = Math.max(from + 1, Math.floor(((i + 1) * levels.length) / count));
    return Math.max(...levels.slice(from, to));
  });
}
