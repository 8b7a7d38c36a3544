import type { Logger } from 'pino';
import { createDownloader } from '../audio/download.js';
import { ConfigError, loadConfig, type Config } from '../process/config.js';
import { openOwnEars } from '../detector/open-detector.js';
import { createLogger } from '../process/logger.js';
import { openMonitor } from '../monitor/monitor.js';
import { startDetectionWorker } from '../queue/detection-worker.js';
import { sayWhy } from '../process/run-script.js';
import { runService, type Service } from '../process/run-service.js';
import { openSoundSource } from '../store/sound-source.js';

/** How long a stop lets jobs in hand go on, in milliseconds, before they go back to the queue. */
const DRAIN_MS = 7000;

/** `npm run worker`: listens to what the bots of QUEUE_URL leave to it. Discord's token is none of its business. */
async function main(): Promise<void> {
  process.umask(0o077);
  const config = loadConfig();
  const { queueUrl } = config;
  if (queueUrl === undefined)
    throw new ConfigError(['QUEUE_URL must be set for a worker, as it is for its bot']);
  const logger = createLogger(config.logLevel);
  await runService(logger, () => startWorker({ ...config, queueUrl }, logger));
}

async function startWorker(config: Config & { queueUrl: string }, logger: Logger): Promise<Service> {
  const monitor = await openMonitor(config.monitor, ['model', 'store']);
  const ears = await openOwnEars(config, logger, monitor);
  monitor.readyWhen('model', () => true);
  if (!ears.ffmpeg) throw new Error('a worker needs ffmpeg: install one or set FFMPEG_PATH');
  const sounds = await openSoundSource(config);
  monitor.readyWhen('store', () => true);
  const { downloader } = monitor.timed({
    downloader: createDownloader({ allowedOrigins: [...config.cdnOrigins] }),
  });
  const worker = startDetectionWorker({
    url: config.queueUrl,
    detector: ears.detectorFor({ sounds, downloader }),
    clips: sounds,
    // As with ffmpeg: while the threads listen, the next sound is fetched and decoded.
    concurrency: config.workers + 1,
    logger,
  });
  logger.info({ concurrency: config.workers + 1 }, 'ready');
  return {
    async stop() {
      await worker.stop(DRAIN_MS);
      await ears.close();
      await sounds.close();
      await monitor.close();
    },
  };
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
