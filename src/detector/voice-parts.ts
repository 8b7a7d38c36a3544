import { createCodec } from '../audio/codec.js';
import { locateFfmpeg, type LocatedFfmpeg } from '../audio/ffmpeg-path.js';
import type { Config } from '../process/config.js';
import { createVoiceAnalyser } from '../inference/pool.js';
import type { AudioDecoder, AudioEncoder, VoiceAnalyser } from '../usecases/ports.js';

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
 * @param onDeath - Told when an inference thread has died; it is replaced.
 * @throws {Error} if FFMPEG_PATH names no working ffmpeg, or the model breaks its contract.
 */
export async function prepareListening(
  config: Config,
  onDeath?: (error: unknown) => void,
): Promise<Listening> {
  const [codec, analyser] = await Promise.all([
    prepareCodec(config),
    createVoiceAnalyser({
      modelDir: config.modelDir,
      backend: config.tfjsBackend,
      threads: config.workers,
      maxQueue: config.workers * QUEUE_PER_WORKER,
      ...(onDeath && { onDeath }),
    }),
  ]);
  return { ...codec, analyser };
}

/** Finds ffmpeg alone. @throws {Error} if FFMPEG_PATH names no working one. */
export async function prepareCodec(config: Config): Promise<Pick<Listening, 'ffmpeg' | 'codec'>> {
  const ffmpeg = await locateFfmpeg({ configuredPath: config.ffmpegPath });
  const codec = createCodec({
    ffmpegPath: ffmpeg?.path,
    maxConcurrent: config.workers + 1,
    maxQueue: FFMPEG_QUEUE,
    maxQueuePerKey: FFMPEG_QUEUE_PER_SERVER,
    timeLimitMs: config.ffmpegTimeLimitMs,
  });
  return { ffmpeg, codec };
}
