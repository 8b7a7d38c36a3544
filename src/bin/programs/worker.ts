import type { Logger } from 'pino';
import { createDownloader } from '../../audio/download.js';
import { openEngine } from '../../detector/engine.js';
import { createLocalDetector } from '../../detector/local-detector.js';
import { openMonitor } from '../../monitor/monitor.js';
import { ConfigError, loadConfig, type Config } from '../../process/config.js';
import type { Disposer } from '../../process/disposer.js';
import { createLogger } from '../../process/logger.js';
import { createProxyFor } from '../../process/proxy.js';
import { runService, type Service } from '../../process/run-service.js';
import { startDetectionWorker } from '../../queue/detection-worker.js';
import { openSoundSource } from '../../store/sound-source.js';

/** How long a stop lets jobs in hand go on, in milliseconds, before they go back to the queue. */
const DRAIN_MS = 7000;

/** `npm run worker`: does the detections that the bots of QUEUE_URL leave to it. Discord's token is none of its business. */
export async function main(): Promise<boolean> {
  const config = loadConfig();
  const { queueUrl } = config;
  if (queueUrl === undefined)
    throw new ConfigError(['QUEUE_URL must be set for a worker, as it is for its bot']);
  const logger = createLogger(config.logLevel);
  await runService(logger, (disposer) => startWorker({ ...config, queueUrl }, logger, disposer));
  return true;
}

async function startWorker(
  config: Config & { queueUrl: string },
  logger: Logger,
  disposer: Disposer,
): Promise<Service> {
  const proxyFor = createProxyFor(config.proxy);
  const monitor = await openMonitor(config.monitor, ['model', 'index', 'clips', 'queue']);
  disposer.add(() => monitor.close());
  const { ffmpeg, codec, analyser, threadDeaths } = await openEngine(config, logger);
  disposer.add(() => analyser.close());
  if (!ffmpeg) throw new Error('a worker needs ffmpeg: install one or set FFMPEG_PATH');
  monitor.readyWhen('model', () => true);
  monitor.watchThreads(threadDeaths);

  const sounds = await openSoundSource(config);
  disposer.add(() => sounds.close());
  monitor.readyWhen('index', () => sounds.health.index());
  monitor.readyWhen('clips', () => sounds.health.clips());
  const parts = monitor.timed({
    downloader: createDownloader({ allowedOrigins: [...config.cdnOrigins], proxyFor }),
    decoder: codec,
    analyser,
  });
  const worker = startDetectionWorker({
    url: config.queueUrl,
    detector: createLocalDetector({ sounds, ...parts, maxClipSec: config.limits.maxClipSec }),
    clips: sounds,
    // One job more than threads: while all are busy, the next sound is fetched and decoded.
    concurrency: config.workers + 1,
    logger,
  });
  disposer.add(() => worker.stop(DRAIN_MS));
  monitor.readyWhen('queue', () => worker.isConnected());
  logger.info('connecting to the queue');
  await worker.ready;
  logger.info({ concurrency: config.workers + 1 }, 'ready');
  return {};
}
