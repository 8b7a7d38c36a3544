import PQueue from 'p-queue';
import { UserError } from '../domain/errors.js';
import type { AudioDecoder, AudioEncoder, FairShare } from '../usecases/ports.js';
import { decodeFile, type FfmpegSettings } from './decode-file.js';
import { encodeOpusFile } from './encode-opus.js';
import { measureFile } from './measure-file.js';
import { runFairly, FairQueue, type FairQueueOptions } from './fair-queue.js';

export interface CodecOptions {
  /** The ffmpeg that `locateFfmpeg` found; without one every call is refused. */
  ffmpegPath: string | undefined;
  /** ffmpeg processes at a time, decoding and encoding together. Minimum: 1. */
  maxConcurrent: number;
  /** Calls that may wait for a process; one more is refused. Minimum: 0. */
  maxQueue: number;
  /** Calls of one fairness key that may wait. Default: as many as may wait at all. */
  maxQueuePerKey?: number;
  /** Longest run of one process, in milliseconds, not counting waits for the queue or for `onSamples`. */
  timeLimitMs: number;
}

/**
 * Sound through ffmpeg, started by prism-media. It reads files, never a pipe: an M4A's index can be at its end.
 * All calls share one fair queue.
 */
export function createCodec({
  ffmpegPath,
  maxConcurrent,
  maxQueue,
  maxQueuePerKey = maxQueue,
  timeLimitMs,
}: CodecOptions): AudioDecoder & AudioEncoder {
  const queue = new PQueue<FairQueue, FairQueueOptions>({
    concurrency: maxConcurrent,
    queueClass: FairQueue,
  });
  const isFull = (fairnessKey: string) =>
    queue.pending >= maxConcurrent &&
    (queue.size >= maxQueue || queue.sizeBy({ fairnessKey }) >= maxQueuePerKey);

  async function enqueue<T>(
    { signal, fairnessKey = '' }: FairShare,
    work: (settings: FfmpegSettings) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (ffmpegPath === undefined) throw new UserError('FFMPEG_MISSING');
    if (isFull(fairnessKey)) throw new UserError('BUSY');

    return runFairly(queue, () => work({ ffmpegPath, timeLimitMs }), { signal, fairnessKey });
  }

  return {
    decode: (path, options) => enqueue(options, (settings) => decodeFile(path, options, settings)),
    measure: (path, options) => enqueue(options, (settings) => measureFile(path, options, settings)),
    encodeOpus: (path, toPath, options) =>
      enqueue(options, (settings) => encodeOpusFile(path, toPath, options, settings)),
  };
}
