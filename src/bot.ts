import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import { createDownloader } from './audio/download.js';
import type { Config } from './config.js';
import { connect, createClient } from './discord/client.js';
import { Dispatcher } from './discord/dispatcher.js';
import { buttons, commandBodies, messageCommands, slashCommands } from './discord/registry.js';
import { watchRetention } from './discord/retention-watch.js';
import { createUploadLimiter } from './discord/upload-limiter.js';
import { openEars } from './ears.js';
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
  commandBodies(); // A malformed command stops the start here, rather than failing when it is used.
  const ears = await openEars(config, logger);
  const { codec } = ears;
  const { dataDir, indexUrl, limits, retentionDays } = config;
  const store = await openClipStore({ dataDir, indexUrl, limits }).catch(async (error: unknown) => {
    await ears.close();
    throw error;
  });
  logger.info(store.swept, 'store opened');

  const downloader = createDownloader({ allowedOrigins: [...config.cdnOrigins] });
  const useCases = createUseCases({
    store,
    downloader,
    decoder: codec,
    encoder: codec,
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
    useCases,
    countUpload: createUploadLimiter(limits.maxUploadsPerMinute),
    logger,
  });
  const closeParts = async () => {
    await dispatcher.drain(DRAIN_MS);
    await ears.close();
    await store.close();
  };
  const client = createClient({ apiUrl: config.apiUrl, dispatcher, logger });
  const lost = new Promise<void>((resolve) => {
    client.once(Events.ShardDisconnect, () => {
      resolve();
    });
  });
  try {
    const ready = await connect(client, config.token);
    const retention = createRetention({ store, days: retentionDays });
    const watch = watchRetention(ready, retention, logger);
    void warmUpPictures();
    logger.info({ user: ready.user.tag, guilds: ready.guilds.cache.size }, 'ready');
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await watch.stop();
      // What still arrives meanwhile is told of the stop, so Discord comes last.
      await closeParts().finally(() => client.destroy());
    };
    return { client: ready, lost, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await client.destroy();
    await closeParts();
    throw error;
  }
}
