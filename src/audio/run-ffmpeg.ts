import type { Readable, Writable } from 'node:stream';
import { UserError } from '../domain/errors.js';
import { startPrismFfmpeg } from './prism-ffmpeg.js';
import { CANNOT_START, limited } from './resource-limits.js';
import type { TimeLimit } from './time-limit.js';

export interface FfmpegRun {
  ffmpegPath: string;
  /** Arguments without the output, which is always stdout. */
  args: readonly string[];
  /** The sink takes what ffmpeg writes, at its own pace. Its error stops ffmpeg and is what the run rejects with. */
  sink: Writable;
  /** What ffmpeg reads from `pipe:0`. Default: nothing. */
  input?: Readable | undefined;
  /** Is given all that ffmpeg has said so far, again and again. What it throws stops ffmpeg and is what the run rejects with. */
  onStderr?: ((soFar: string) => void) | undefined;
  /** The run starts it; a sink that makes ffmpeg wait may pause it. */
  timeLimit: TimeLimit;
  signal?: AbortSignal | undefined;
}

export interface FfmpegExit {
  /** `null` if a signal ended the process. */
  exitCode: number | null;
  /** What ffmpeg said, at most the first {@link STDERR_LIMIT} characters. */
  stderr: string;
  /** The last {@link ENDING_LIMIT} characters of it all. */
  ending: string;
}

/** Enough for the description of the input, lyrics and all; a damaged file can bring megabytes of complaints after it. */
const STDERR_LIMIT = 262_144;
const ENDING_LIMIT = 4096;

/**
 * Runs ffmpeg from start to end. Once the promise settles, the process is gone, its pipes are closed, and the sink is
 * finished or destroyed.
 *
 * @throws UserError `FFMPEG_MISSING` if it cannot be started, `TIMED_OUT`; the signal's reason; the error of the sink,
 *   the input or `onStderr`.
 */
export async function runFfmpeg({
  ffmpegPath,
  args,
  sink,
  input,
  onStderr,
  timeLimit,
  signal,
}: FfmpegRun): Promise<FfmpegExit> {
  signal?.throwIfAborted();
  const command = limited(ffmpegPath, args, { cpuSec: Math.ceil(timeLimit.limitMs / 1000) });
  const { output, child } = startPrismFfmpeg(command);

  let stopped: { reason: unknown } | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= { reason };
    child.killGroup();
    // Unread output would keep the process from counting as closed.
    child.stdout.destroy();
    child.stderr.destroy();
    input?.destroy();
    sink.destroy();
  };

  let stderr = '';
  let ending = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    ending = (ending + text).slice(-ENDING_LIMIT);
    if (stderr.length >= STDERR_LIMIT) return;
    stderr += text.slice(0, STDERR_LIMIT - stderr.length);
    try {
      onStderr?.(stderr);
    } catch (error) {
      stop(error);
    }
  });
  child.on('error', (cause) => {
    stop(new UserError('FFMPEG_MISSING', { cause }));
  });
  output.on('error', stop);
  sink.on('error', stop);
  const onAbort = (): void => {
    stop(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  timeLimit.start(() => {
    stop(new UserError('TIMED_OUT'));
  });

  const childClosed = new Promise<{ exitCode: number | null; endedBy: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (exitCode, endedBy) => {
      resolve({ exitCode, endedBy });
    });
  });
  const sinkClosed = new Promise<void>((resolve) => sink.once('close', resolve));
  // ffmpeg may end before it has read all; why, its exit says.
  child.stdin.on('error', () => undefined);
  if (input) input.on('error', stop).pipe(child.stdin);
  else child.stdin.destroy();
  output.pipe(sink);

  try {
    const [{ exitCode, endedBy }] = await Promise.all([childClosed, sinkClosed]);
    if (stopped) throw stopped.reason;
    if (endedBy === 'SIGXCPU') throw new UserError('TIMED_OUT');
    if (command.command !== ffmpegPath && CANNOT_START.includes(exitCode)) {
      throw new UserError('FFMPEG_MISSING', { cause: new Error(stderr) });
    }
    return { exitCode, stderr, ending };
  } finally {
    timeLimit.stop();
    signal?.removeEventListener('abort', onAbort);
    input?.destroy();
  }
}

/** Why ffmpeg failed, for the log. */
export function ffmpegFailure({ exitCode, ending }: FfmpegExit): Error {
  return new Error(`ffmpeg ended with ${exitCode ?? 'a signal'}: ${ending.slice(-1000)}`);
}
