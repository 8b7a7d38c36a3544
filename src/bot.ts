import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import { createDownloader } from './audio/download.js';
import { createClosing, type Closing } from './process/disposer.js';
import { openCluster } from './cluster/cluster.js';
import type { Config } from './process/config.js';
import { connect, createClient } from './discord/client.js';
import { Dispatcher } from './discord/dispatcher.js';
import { buttons, commandBodies, messageCommands, slashCommands } from '../commands/registry.js';
import { watchRetention } from './discord/retention-watch.js';
import { createResolveAnswer } from './discord/resolve-answer.js';
import { isConnected, receivesEventsOf } from './discord/shards.js';
import { createUploadLimiter } from './discord/upload-limiter.js';
import { openWatchedEars, type WatchedEars } from './detector/open-detector.js';
import { openClipStore } from './store/clip-store.js';
import { createRetention } from './usecases/retention.js';
import { createUseCases } from './usecases/use-cases.js';
import { warmUpPictures } from './views/pictures/render.js';

/** How long a stop lets work in flight go on, in milliseconds, before it is stopped and its askers are told. */
const DRAIN_MS = 7000;

export interface RunningBot {
  client: Client<true>;
  /** Resolves when Discord has closed the connection for good, such as for a token that was reset. */
  lost: Promise<void>;
  /** Takes no more work, answers what is in flight, and closes everything. Again does nothing more. */
  stop(): Promise<void>;
}

type BotConfig = Config & { token: string };

/**
 * Puts the real parts together and connects to Discord.
 *
 * @param watchedEars - Where they have begun to open already.
 */
export async function startBot(
  config: BotConfig,
  logger: Logger,
  watchedEars = openWatchedEars(config, logger),
): Promise<RunningBot> {
  const closing = createClosing();
  try {
    return await startParts(config, logger, await watchedEars, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function startParts(
  config: BotConfig,
  logger: Logger,
  { ears, monitor }: WatchedEars,
  closing: Closing,
): Promise<RunningBot> {
  closing.add(() => monitor.close());
  closing.add(() => ears.close());
  commandBodies(); // A malformed command stops the start here, rather than failing when it is used.

  const { dataDir, indexUrl, clipsUrl, limits, retentionDays } = config;
  const store = await openClipStore({ dataDir, indexUrl, clipsUrl, limits });
  closing.add(() => store.close());
  logger.info('store opened');
  const clips = store.swept.then(
    (report) => {
      if (report) logger.info(report, 'store swept');
      return report?.clips;
    },
    (error: unknown) => {
      if (!closing.begun)
        logger.error({ err: error }, 'the store could not be swept; the next start tries again');
      return undefined;
    },
  );
  monitor.readyWhen('store', () => store.list('0', { offset: 0, limit: 0 }).then(() => true));
  monitor.watchStore({ clips, dataDir });

  const cluster = await openCluster({
    queueUrl: config.queueUrl,
    dataDir,
    token: config.token,
    onFault: (error) => {
      logger.error({ err: error }, 'what the processes of this bot share has failed');
    },
    onWait: (shard) => {
      logger.warn({ shard }, 'another process holds this shard; waiting for it');
    },
  });
  closing.add(() => cluster.close());

  const { downloader, decoder, encoder } = monitor.timed({
    downloader: createDownloader({ allowedOrigins: [...config.cdnOrigins] }),
    decoder: ears.codec,
    encoder: ears.codec,
  });
  const useCases = createUseCases({
    store,
    downloader,
    decoder,
    encoder,
    detector: ears.detectorFor({ sounds: store, downloader }),
    rules: { limits, retentionDays },
    onUnsaved: (error) => {
      logger.error({ err: error }, 'a detection could not be saved');
    },
  });
  const dispatcher = new Dispatcher({
    slashCommands,
    messageCommands,
    buttons,
    useCases: monitor.counted(useCases),
    journal: cluster.journal,
    observer: monitor.observer,
    countUpload: createUploadLimiter(limits.maxUploadsPerMinute),
    logger,
  });
  const client = createClient({
    apiUrl: config.apiUrl,
    shards: config.shards,
    buildIdentifyThrottler: cluster.buildIdentifyThrottler,
    dispatcher,
    logger,
  });
  closing.add(() => client.destroy());
  // What still arrives meanwhile is told of the stop, so this comes before Discord.
  closing.add(() => dispatcher.drain(DRAIN_MS));
  const lost = new Promise<void>((resolve) => {
    client.once(Events.ShardDisconnect, () => {
      resolve();
    });
  });

  const ready = await connect(client, config.token);
  cluster.journal.recover(createResolveAnswer(ready, logger));
  const retention = createRetention({
    store,
    days: retentionDays,
    isOurs: (guildId) => receivesEventsOf(ready, guildId),
  });
  const watch = watchRetention(ready, monitor.countedRetention(retention), logger);
  closing.add(() => watch.stop());
  monitor.watchGateway(ready);
  monitor.readyWhen('gateway', () => !closing.begun && isConnected(ready));
  void warmUpPictures();
  const shards = [...ready.ws.shards.keys()];
  logger.info({ user: ready.user.tag, guilds: ready.guilds.cache.size, shards }, 'ready');
  return { client: ready, lost, stop: () => closing.close() };
}
