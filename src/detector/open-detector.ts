import type { Logger } from 'pino';
import { readModelJson } from '../classifier/artefacts.js';
import { checkMetadata } from '../classifier/metadata.js';
import type { Config } from '../process/config.js';
import { FEATURE_SETTINGS } from '../features/settings.js';
import { VOICE_INPUT } from '../features/voice-input.js';
import { prepareCodec, prepareListening, type Listening } from './voice-parts.js';
import { openMonitor, type Monitor } from '../monitor/monitor.js';
import { createDetector } from './local-detector.js';
import type { ClipStore, Detector, Downloader } from '../usecases/ports.js';

/** What reads sounds and listens to them: all in this process, or the listening on other machines. */
export interface Ears extends Pick<Listening, 'ffmpeg' | 'codec'> {
  /** Call it once. */
  detectorFor(parts: { sounds: Pick<ClipStore, 'borrow' | 'stage'>; downloader: Downloader }): Detector;
  close(): Promise<void>;
}

/** What a bot needs first, and can open before the rest of it is there. */
export interface WatchedEars {
  ears: Ears;
  monitor: Monitor;
}

/** Opens the monitor and, watched by it, the ears. @throws {Error} as {@link openEars} and {@link openMonitor} do. */
export async function openWatchedEars(config: Config, logger: Logger): Promise<WatchedEars> {
  const monitor = await openMonitor(config.monitor, ['model', 'store', 'gateway']);
  try {
    const ears = await openEars(config, logger, monitor);
    monitor.readyWhen('model', () => true);
    return { ears, monitor };
  } catch (error) {
    await monitor.close();
    throw error;
  }
}

/**
 * Gets ready to listen where the configuration says.
 *
 * @throws {Error} if FFMPEG_PATH names no working ffmpeg, or the model breaks its contract.
 */
export async function openEars(config: Config, logger: Logger, monitor: Monitor): Promise<Ears> {
  const { queueUrl } = config;
  return queueUrl === undefined
    ? openOwnEars(config, logger, monitor)
    : openRemoteEars(config, queueUrl, logger, monitor);
}

/** Ears in this process: ffmpeg and the model. */
export async function openOwnEars(config: Config, logger: Logger, monitor: Monitor): Promise<Ears> {
  const { ffmpeg, codec, analyser } = await prepareListening(config, (error) => {
    logger.error({ err: error }, 'an inference thread died and is replaced');
    monitor.threadDied();
  });
  logFfmpeg(ffmpeg, logger);
  logger.info({ version: analyser.model.version, backend: analyser.backend }, 'model loaded');
  const { maxClipSec } = config.limits;
  const timed = monitor.timed({ decoder: codec, analyser });
  return {
    ffmpeg,
    codec,
    detectorFor: (parts) => createDetector({ ...parts, ...timed, maxClipSec }),
    close: () => analyser.close(),
  };
}

/** ffmpeg is needed here, too: what is uploaded is checked, and what is played may be made smaller. */
async function openRemoteEars(
  config: Config,
  queueUrl: string,
  logger: Logger,
  monitor: Monitor,
): Promise<Ears> {
  const [{ ffmpeg, codec }, modelVersion, { openRemoteDetector }] = await Promise.all([
    prepareCodec(config),
    readModelVersion(config.modelDir),
    // Not for a bot that does without.
    import('../queue/open-remote-detector.js'),
  ]);
  logFfmpeg(ffmpeg, logger);
  const detector = await openRemoteDetector({
    url: queueUrl,
    modelVersion,
    onFault: (error) => {
      logger.error({ err: error }, 'the Redis of QUEUE_URL cannot be reached; trying again');
    },
    onNoWorker: () => {
      logger.warn('detections wait and no worker is there: start one with npm run worker');
    },
  });
  monitor.watchQueue(() => detector.depth());
  logger.info({ version: modelVersion }, 'detections are left to workers');
  return { ffmpeg, codec, detectorFor: () => detector, close: () => detector.close() };
}

async function readModelVersion(modelDir: string): Promise<string> {
  const expected = { settings: FEATURE_SETTINGS, input: VOICE_INPUT };
  return checkMetadata(await readModelJson(modelDir, 'metadata.json'), expected).version;
}

function logFfmpeg(ffmpeg: Listening['ffmpeg'], logger: Logger): void {
  if (!ffmpeg) logger.error('no ffmpeg found: clips cannot be read; install one or set FFMPEG_PATH');
  else if (ffmpeg.outdated) logger.warn(ffmpeg, 'this ffmpeg is old; a newer one is safer');
  else logger.info(ffmpeg, 'ffmpeg found');
}
