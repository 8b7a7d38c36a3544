export interface FfmpegVersion {
  /** The version as ffmpeg names it, such as `7.0.2-static` or `N-47683-g0e8eb07980-static`. */
  version: string;
  /** Whether its source was last touched before 2020: nobody mends it any more. */
  outdated: boolean;
}

const OLDEST_YEAR = 2020;

/**
 * Reads the first line of `ffmpeg -version`. Its year tells the age of releases and development builds alike: each release
 * has the year in which it was made, also one that only mends an older branch.
 *
 * @returns `undefined` if this is not ffmpeg's.
 */
export function parseFfmpegVersion(output: string): FfmpegVersion | undefined {
  const found = /^ffmpeg version (\S+).* Copyright \(c\) (?:\d{4}-)?(\d{4})/.exec(output);
  if (found === null) return undefined;
  const [, version, year] = found;
  return { version: version!, outdated: Number(year) < OLDEST_YEAR };
}
