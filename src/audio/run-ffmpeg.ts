import type { Writable } from 'node:stream';
import { UserError } from '../domain/errors.js';
import { couldNotRun, underLimits } from './process-limits.js';
import { killGroup, startPrismFfmpeg, type PrismProcess } from './prism-ffmpeg.js';
import type { TimeLimit } from './time-limit.js';

export interface FfmpegRun {
  ffmpegPath: string;
  /** Without the output, which is always stdout. */
  args: readonly string[];
  /** Processor time that it may use, in milliseconds: for when we cannot tell the time ourselves. */
  cpuLimitMs: number;
  /** Takes what ffmpeg writes, at its own pace. An error of its stops ffmpeg and is what the run rejects with. */
  sink: Writable;
  /** Started by the run. Whoever makes ffmpeg wait may pause it. */
  timeLimit: TimeLimit;
  signal?: AbortSignal | undefined;
}

export interface FfmpegOutcome {
  /** `null` if a signal ended the process. */
  exitCode: number | null;
  /** What ffmpeg said, at most the first {@link STDERR_LIMIT} characters. */
  stderr: string;
}

/** Enough for the description of the input, lyrics and all; a damaged file can bring megabytes of complaints after it. */
const STDERR_LIMIT = 262_144;

/** Address space of one ffmpeg, in bytes: three times what the largest builds take before they read a file. */
const MEMORY_BYTES = 1024 ** 3;

/** The system is short of something that others will give back: handles, processes, memory. */
const SHORTAGES: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);

/**
 * Runs ffmpeg from start to end, in a process group of its own and under limits of memory and processor time.
 * However it settles, the process is gone, its pipes are closed, and the sink is finished or destroyed by then. Where
 * it is stopped, all that it started is ended with it.
 *
 * @throws UserError `FFMPEG_MISSING` if it cannot be started, `BUSY` if the system is short of handles or processes,
 *   `TIMED_OUT`; the signal's reason; the sink's error.
 */
export async function runFfmpeg({
  ffmpegPath,
  args,
  cpuLimitMs,
  sink,
  timeLimit,
  signal,
}: FfmpegRun): Promise<FfmpegOutcome> {
  signal?.throwIfAborted();
  const { output, child } = await start(ffmpegPath, args, Math.ceil(cpuLimitMs / 1000));

  let running = true;
  let stopped: { reason: unknown } | undefined;
  const stop = (reason: unknown): void => {
    stopped ??= { reason };
    if (running) killGroup(child);
    // Unread output would keep the process from counting as closed.
    child.stdout.destroy();
    child.stderr.destroy();
    sink.destroy();
  };

  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (stderr.length < STDERR_LIMIT) stderr += text.slice(0, STDERR_LIMIT - stderr.length);
  });
  child.on('error', stop);
  output.on('error', stop);
  sink.on('error', stop);
  const onAbort = (): void => {
    stop(signal?.reason);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();
  timeLimit.start(() => {
    stop(new UserError('TIMED_OUT'));
  });

  const childClosed = new Promise<number | null>((resolve) => child.once('close', resolve));
  void childClosed.then(() => {
    running = false;
  });
  const sinkClosed = new Promise<void>((resolve) => sink.once('close', resolve));
  child.stdin.destroy();
  output.pipe(sink);

  try {
    const [exitCode] = await Promise.all([childClosed, sinkClosed]);
    if (stopped) throw stopped.reason;
    if (couldNotRun(exitCode))
      throw new UserError('FFMPEG_MISSING', { cause: ffmpegFailure({ exitCode, stderr }) });
    // Not by us, so by the system: for its processor time, or since memory ran out.
    if (child.signalCode === 'SIGKILL') throw new UserError('TIMED_OUT', { cause: 'killed by the system' });
    return { exitCode, stderr };
  } finally {
    timeLimit.stop();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function start(ffmpegPath: string, args: readonly string[], cpuSec: number): Promise<PrismProcess> {
  const ffmpeg = { command: ffmpegPath, args: [...args, 'pipe:1'] };
  try {
    return await startPrismFfmpeg(underLimits(ffmpeg, { memoryBytes: MEMORY_BYTES, cpuSec }));
  } catch (cause) {
    const short = cause instanceof Error && 'code' in cause && SHORTAGES.has(cause.code);
    throw new UserError(short ? 'BUSY' : 'FFMPEG_MISSING', { cause });
  }
}

/** For the log: why ffmpeg was not satisfied. */
export function ffmpegFailure({ exitCode, stderr }: FfmpegOutcome): Error {
  return new Error(`ffmpeg ended with ${exitCode ?? 'a signal'}: ${stderr.slice(-1000)}`);
}
