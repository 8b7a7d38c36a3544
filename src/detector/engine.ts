import type { Logger } from 'pino';
import { createCodec } from '../audio/codec.js';
import { locateFfmpeg, type LocatedFfmpeg } from '../audio/ffmpeg-path.js';
import { newerFfmpeg } from '../audio/newer-ffmpeg.js';
import type { BackendChoice } from '../classifier/backend.js';
import { createVoiceAnalyser } from '../inference/pool.js';
import type { AudioDecoder, AudioEncoder, VoiceAnalyser } from '../usecases/ports.js';

/** What reads sounds: ffmpeg, or the refusals of a machine that has none. */
export interface Codec {
  ffmpeg: LocatedFfmpeg | undefined;
  codec: AudioDecoder & AudioEncoder;
}

/** What a detection takes on this machine: ffmpeg, and the model on its threads. */
export interface Engine extends Codec {
  analyser: VoiceAnalyser & { backend: string; close(): Promise<void> };
  /** How many of its threads have died and were replaced. */
  threadDeaths: () => number;
}

/** The part of the configuration that reading sounds goes by. */
export interface CodecSettings {
  ffmpegPath: string | undefined;
  /** Longest run of one ffmpeg, in milliseconds. */
  ffmpegTimeLimitMs: number;
  /** Inference threads. */
  workers: number;
}

/** The part of the configuration that detecting here goes by. */
export interface EngineSettings extends CodecSettings {
  modelDir: string;
  tfjsBackend: BackendChoice;
}

/** Waiting windows per worker before the next is refused. */
const QUEUE_PER_WORKER = 64;
/** Files that may wait for a free ffmpeg, of all servers and of one. */
const FFMPEG_QUEUE = 1000;
const FFMPEG_QUEUE_PER_SERVER = 50;

/**
 * Finds ffmpeg and loads the model.
 *
 * @throws {Error} if FFMPEG_PATH names no working ffmpeg, or the model breaks its contract.
 */
export async function openEngine(settings: EngineSettings, logger: Logger): Promise<Engine> {
  const { modelDir, tfjsBackend, workers } = settings;
  let deaths = 0;
  const [codec, analyser] = await Promise.all([
    openCodec(settings, logger),
    createVoiceAnalyser({
      modelDir,
      backend: tfjsBackend,
      threads: workers,
      maxQueue: workers * QUEUE_PER_WORKER,
      onDeath: (error) => {
        deaths += 1;
        logger.error({ err: error }, 'an inference thread died and is replaced');
      },
    }),
  ]);
  logger.info({ version: analyser.model.version, backend: analyser.backend }, 'model loaded');
  return { ...codec, analyser, threadDeaths: () => deaths };
}

/** Finds ffmpeg alone. @throws {Error} if FFMPEG_PATH names no working one. */
export async function openCodec(settings: CodecSettings, logger: Logger): Promise<Codec> {
  const ffmpeg = await locateFfmpeg({ configuredPath: settings.ffmpegPath });
  if (!ffmpeg) logger.error(`no ffmpeg found, so clips cannot be read: ${await newerFfmpeg()}`);
  else if (ffmpeg.outdated)
    logger.warn(ffmpeg, `this ffmpeg is old, and a newer one is safer: ${await newerFfmpeg()}`);
  else logger.info(ffmpeg, 'ffmpeg found');
  const codec = createCodec({
    ffmpegPath: ffmpeg?.path,
    maxConcurrent: settings.workers + 1,
    maxQueue: FFMPEG_QUEUE,
    maxQueuePerKey: FFMPEG_QUEUE_PER_SERVER,
    timeLimitMs: settings.ffmpegTimeLimitMs,
  });
  return { ffmpeg, codec };
}
