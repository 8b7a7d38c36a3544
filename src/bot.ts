import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import { createDownloader } from './audio/download.js';
import { openCluster } from './cluster/cluster.js';
import type { Config } from './config.js';
import { connect, createClient } from './discord/client.js';
import { Dispatcher } from './discord/dispatcher.js';
import { buttons, commandBodies, messageCommands, slashCommands } from './discord/registry.js';
import { watchRetention } from './discord/retention-watch.js';
import { createSettle } from './discord/settle-owed.js';
import { hearsOf, isListening } from './discord/shards.js';
import { createUploadLimiter } from './discord/upload-limiter.js';
import { openEars } from './ears.js';
import { openMonitor, type Monitor } from './monitor/monitor.js';
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

/** Puts the real parts together and connects to Discord. */
export async function startBot(config: Config & { token: string }, logger: Logger): Promise<RunningBot> {
  const monitor = await openMonitor(config.monitor, ['model', 'store', 'gateway']);
  try {
    return await startParts(config, logger, monitor);
  } catch (error) {
    await monitor.close();
    throw error;
  }
}

async function startParts(
  config: Config & { token: string },
  logger: Logger,
  monitor: Monitor,
): Promise<RunningBot> {
  commandBodies(); // A malformed command stops the start here, rather than failing when it is used.
  const ears = await openEars(config, logger, monitor);
  monitor.readyWhen('model', () => true);
  const { dataDir, indexUrl, limits, retentionDays } = config;
  const store = await openClipStore({ dataDir, indexUrl, limits }).catch(async (error: unknown) => {
    await ears.close();
    throw error;
  });
  logger.info(store.swept, 'store opened');
  monitor.readyWhen('store', () => store.list('0', { offset: 0, limit: 0 }).then(() => true));
  monitor.watchStore({ clips: store.swept.clips, dataDir });
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
  }).catch(async (error: unknown) => {
    await store.close();
    await ears.close();
    throw error;
  });

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
    ledger: cluster.ledger,
    observer: monitor.observer,
    countUpload: createUploadLimiter(limits.maxUploadsPerMinute),
    logger,
  });
  const closeParts = async () => {
    await dispatcher.drain(DRAIN_MS);
    await ears.close();
    await store.close();
  };
  const client = createClient({
    apiUrl: config.apiUrl,
    shards: config.shards,
    buildIdentifyThrottler: cluster.buildIdentifyThrottler,
    dispatcher,
    logger,
  });
  const lost = new Promise<void>((resolve) => {
    client.once(Events.ShardDisconnect, () => {
      resolve();
    });
  });
  try {
    const ready = await connect(client, config.token);
    const retention = createRetention({
      store,
      days: retentionDays,
      isOurs: (guildId) => hearsOf(ready, guildId),
    });
    let stopped: Promise<void> | undefined;
    cluster.ledger.takeOver(createSettle(ready, logger));
    const watch = watchRetention(ready, monitor.countedRetention(retention), logger);
    monitor.watchGateway(ready);
    monitor.readyWhen('gateway', () => !stopped && isListening(ready));
    void warmUpPictures();
    const shards = [...ready.ws.shards.keys()];
    logger.info({ user: ready.user.tag, guilds: ready.guilds.cache.size, shards }, 'ready');
    const stop = async () => {
      await watch.stop();
      // What still arrives meanwhile is told of the stop, so Discord comes last.
      await closeParts()
        .finally(() => client.destroy())
        .finally(() => cluster.close())
        .finally(() => monitor.close());
    };
    return { client: ready, lost, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await client.destroy();
    await closeParts().finally(() => cluster.close());
    throw error;
  }
}
