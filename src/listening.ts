import type { Logger } from 'pino';
import { createDecoder } from './audio/decode.js';
import { locateFfmpeg, type LocatedFfmpeg } from './audio/ffmpeg-path.js';
import type { Config } from './config.js';
import { createVoiceAnalyser } from './inference/pool.js';
import type { AudioDecoder, AudioEncoder, VoiceAnalyser } from './usecases/ports.js';

/** What both the bot and the command line listen with. */
export interface Listening {
  ffmpeg: LocatedFfmpeg | undefined;
  codec: AudioDecoder & AudioEncoder;
  analyser: VoiceAnalyser & { backend: string; close(): Promise<void> };
}

/** Waiting windows per worker before the next is refused. */
const QUEUE_PER_WORKER = 64;
/** Files that may wait for a free ffmpeg, of all servers and of one. */
const FFMPEG_QUEUE = 1000;
const FFMPEG_QUEUE_PER_SERVER = 50;

/**
 * Finds ffmpeg and loads the model.
 *
 * @param logger - Told when an inference thread has died; it is replaced.
 * @throws {Error} if FFMPEG_PATH names no working ffmpeg, or the model breaks its contract.
 */
export async function prepareListening(config: Config, logger?: Pick<Logger, 'error'>): Promise<Listening> {
  const [ffmpeg, analyser] = await Promise.all([
    locateFfmpeg({ configuredPath: config.ffmpegPath }),
    createVoiceAnalyser({
      modelDir: config.modelDir,
      backend: config.tfjsBackend,
      threads: config.workers,
      maxQueue: config.workers * QUEUE_PER_WORKER,
      onDeath: (error) => logger?.error({ err: error }, 'an inference thread died and is replaced'),
    }),
  ]);
  const codec = createDecoder({
    ffmpegPath: ffmpeg?.path,
    maxConcurrent: config.workers + 1,
    maxQueue: FFMPEG_QUEUE,
    maxQueuePerTurn: FFMPEG_QUEUE_PER_SERVER,
    timeLimitMs: config.ffmpegTimeLimitMs,
  });
  return { ffmpeg, codec, analyser };
}
