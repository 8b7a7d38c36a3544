import { locateFfmpeg, FFMPEG_CANDIDATES } from '../../../src/audio/ffmpeg-path.js';

/** Each ffmpeg that there may be: the one that is installed with this project, and the system's own. */
const SOURCES = ['@ffmpeg-installer/ffmpeg', 'PATH'] as const;

/** Paths by source; `undefined` where there is none, which tests skip and say so. */
export const FFMPEGS: readonly (readonly [string, string | undefined])[] = await Promise.all(
  SOURCES.map(async (source) => {
    const candidates = FFMPEG_CANDIDATES.filter((candidate) => candidate.source === source);
    return [source, (await locateFfmpeg({ candidates }))?.path] as const;
  }),
);
