import PQueue from 'p-queue';
import { UserError } from '../domain/errors.js';
import type { AudioDecoder, AudioEncoder } from '../usecases/ports.js';
import { decodeFile, type FfmpegSettings } from './decode-file.js';
import { encodeOpusFile } from './encode-opus.js';

export interface DecoderOptions {
  /** See `locateFfmpeg`; without it every call is refused. */
  ffmpegPath: string | undefined;
  /** ffmpeg processes at a time, decoding and encoding together. Minimum: 1. */
  maxConcurrent: number;
  /** Calls that may wait for a process; one more is refused. Minimum: 0. */
  maxQueue: number;
  /** Longest run of one process, in milliseconds, not counting waits for the queue or for `onSamples`. */
  timeLimitMs: number;
}

/**
 * Sound through ffmpeg, started by prism-media. It reads files, never a pipe: an M4A's index can be at its end.
 * All calls share one queue.
 */
export function createDecoder({
  ffmpegPath,
  maxConcurrent,
  maxQueue,
  timeLimitMs,
}: DecoderOptions): AudioDecoder & AudioEncoder {
  const queue = new PQueue({ concurrency: maxConcurrent });

  async function enqueue<T>(
    signal: AbortSignal | undefined,
    work: (settings: FfmpegSettings) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (ffmpegPath === undefined) throw new UserError('FFMPEG_MISSING');
    if (queue.pending >= maxConcurrent && queue.size >= maxQueue) throw new UserError('BUSY');

    // The queue's own signal ends the wait. Once work has begun, it settles by itself, when all is cleaned up.
    const waiting = new AbortController();
    const leave = (): void => {
      waiting.abort(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await queue.add(
        () => {
          signal?.removeEventListener('abort', leave);
          return work({ ffmpegPath, timeLimitMs });
        },
        { signal: waiting.signal },
      );
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  return {
    decode: (path, options) => enqueue(options.signal, (settings) => decodeFile(path, options, settings)),
    encodeOpus: (path, toPath, options) =>
      enqueue(options.signal, (settings) => encodeOpusFile(path, toPath, options, settings)),
  };
}
