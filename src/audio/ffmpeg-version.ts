export interface FfmpegVersion {
  /** The version as ffmpeg names it, such as `7.0.2-static` or `N-47683-g0e8eb07980-static`. */
  version: string;
  /** Whether it is from before release 4, or a development build of 2018 or earlier. */
  outdated: boolean;
}

const OLDEST_MAJOR = 4;
const NEWEST_OUTDATED_YEAR = 2018;

/**
 * Reads the first line of `ffmpeg -version`.
 *
 * @returns `undefined` if this is not ffmpeg's.
 */
export function parseFfmpegVersion(output: string): FfmpegVersion | undefined {
  const found = /^ffmpeg version (\S+).* Copyright \(c\) (?:\d{4}-)?(\d{4})/.exec(output);
  if (found === null) return undefined;
  const [, version, year] = found;
  const major = /^n?(\d{1,2})\./.exec(version!)?.[1];
  return {
    version: version!,
    outdated: major === undefined ? Number(year) <= NEWEST_OUTDATED_YEAR : Number(major) < OLDEST_MAJOR,
  };
}
