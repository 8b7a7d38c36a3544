import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { parseFfmpegVersion, type FfmpegVersion } from './ffmpeg-version.js';

export interface LocatedFfmpeg extends FfmpegVersion {
  /** Absolute, or a name that the system finds on its PATH. */
  path: string;
  source: 'FFMPEG_PATH' | 'PATH' | 'ffmpeg-static' | '@ffmpeg-installer/ffmpeg';
}

interface Candidate {
  source: LocatedFfmpeg['source'];
  find: () => Promise<string | undefined>;
}

/** A first start can be slow: the system may check a binary of 70 MB before it runs. */
const DEFAULT_TIME_LIMIT_MS = 10_000;

/**
 * Where an ffmpeg may be, best first: the system's gets security updates. Both packages can lack their binary, and
 * `ffmpeg-static` itself is optional.
 */
export const FFMPEG_CANDIDATES: readonly Candidate[] = [
  { source: 'PATH', find: () => Promise.resolve('ffmpeg') },
  {
    source: 'ffmpeg-static',
    find: async () => {
      const module = (await import('ffmpeg-static')) as { default: unknown };
      return typeof module.default === 'string' ? module.default : undefined;
    },
  },
  {
    source: '@ffmpeg-installer/ffmpeg',
    find: async () => (await import('@ffmpeg-installer/ffmpeg')).default.path,
  },
];

/**
 * Finds an ffmpeg that runs, trying each candidate with `-version`: the first that is not outdated or, where all are, the
 * last, which is the bundled one if it runs here, and known to do what is asked of it.
 *
 * @param configuredPath - `FFMPEG_PATH`, a path or a name on PATH; if given, no other is tried.
 * @param timeLimitMs - For each candidate, in milliseconds.
 * @returns `undefined` if there is none.
 * @throws Error if the configured one does not run; its message is meant for whoever runs the bot.
 */
export async function locateFfmpeg({
  configuredPath,
  timeLimitMs = DEFAULT_TIME_LIMIT_MS,
  candidates = FFMPEG_CANDIDATES,
}: {
  configuredPath?: string | undefined;
  timeLimitMs?: number;
  candidates?: readonly Candidate[];
} = {}): Promise<LocatedFfmpeg | undefined> {
  if (configuredPath !== undefined) {
    try {
      return { path: configuredPath, source: 'FFMPEG_PATH', ...(await probe(configuredPath, timeLimitMs)) };
    } catch (cause) {
      const why = whyNot(cause, configuredPath);
      throw new Error(`FFMPEG_PATH must name a working ffmpeg, received "${configuredPath}": ${why}`, {
        cause,
      });
    }
  }
  let found: LocatedFfmpeg | undefined;
  for (const { source, find } of candidates) {
    try {
      const path = await find();
      if (path === undefined) continue;
      found = { path, source, ...(await probe(path, timeLimitMs)) };
      if (!found.outdated) return found;
    } catch {
      // Absent or broken: the next one may do.
    }
  }
  return found;
}

/** Says what kept a program from running as ffmpeg. */
function whyNot(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  const { code, killed } = error as { code?: unknown; killed?: boolean };
  if (killed) return 'it does not answer';
  if (code === 'EACCES') return 'it may not be run';
  if (code !== 'ENOENT') return error.message.split('\n')[0]!;
  return basename(path) === path ? 'PATH has no program of that name' : 'there is no such file';
}

async function probe(path: string, timeLimitMs: number): Promise<FfmpegVersion> {
  const { stdout } = await promisify(execFile)(path, ['-version'], {
    timeout: timeLimitMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const version = parseFfmpegVersion(stdout);
  if (version === undefined) throw new Error('it runs, but does not name a version as ffmpeg does');
  return version;
}
