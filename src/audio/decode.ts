import PQueue from 'p-queue';
import { UserError } from '../domain/errors.js';
import type { AudioDecoder, AudioEncoder, Waiter } from '../usecases/ports.js';
import { decodeFile, type FfmpegSettings } from './decode-file.js';
import { encodeOpusFile } from './encode-opus.js';
import { measureFile } from './measure-file.js';
import { inTurn, TurnQueue, type TurnOptions } from './turn-queue.js';

export interface DecoderOptions {
  /** See `locateFfmpeg`; without it every call is refused. */
  ffmpegPath: string | undefined;
  /** ffmpeg processes at a time, decoding and encoding together. Minimum: 1. */
  maxConcurrent: number;
  /** Calls that may wait for a process; one more is refused. Minimum: 0. */
  maxQueue: number;
  /** The same of those who share a turn. Default: as many as may wait at all. */
  maxQueuePerTurn?: number;
  /** Longest run of one process, in milliseconds, not counting waits for the queue or for `onSamples`. */
  timeLimitMs: number;
}

/**
 * Sound through ffmpeg, started by prism-media. It reads files, never a pipe: an M4A's index can be at its end.
 * All calls share one queue, in which their turns alternate.
 */
export function createDecoder({
  ffmpegPath,
  maxConcurrent,
  maxQueue,
  maxQueuePerTurn = maxQueue,
  timeLimitMs,
}: DecoderOptions): AudioDecoder & AudioEncoder {
  const queue = new PQueue<TurnQueue, TurnOptions>({ concurrency: maxConcurrent, queueClass: TurnQueue });
  const isFull = (turn: string) =>
    queue.pending >= maxConcurrent && (queue.size >= maxQueue || queue.sizeBy({ turn }) >= maxQueuePerTurn);

  async function enqueue<T>(
    { signal, turn = '' }: Waiter,
    work: (settings: FfmpegSettings) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (ffmpegPath === undefined) throw new UserError('FFMPEG_MISSING');
    if (isFull(turn)) throw new UserError('BUSY');

    return inTurn(queue, () => work({ ffmpegPath, timeLimitMs }), { signal, turn });
  }

  return {
    decode: (path, options) => enqueue(options, (settings) => decodeFile(path, options, settings)),
    measure: (path, options) => enqueue(options, (settings) => measureFile(path, options, settings)),
    encodeOpus: (path, toPath, options) =>
      enqueue(options, (settings) => encodeOpusFile(path, toPath, options, settings)),
  };
}
