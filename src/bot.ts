import { Events, type Client } from 'discord.js';
import type { Logger } from 'pino';
import { commandBodies, components, messageCommands, slashCommands } from '../commands/registry.js';
import { writeZip } from './archive/write-zip.js';
import { createDownloader } from './audio/download.js';
import { openCluster, type Cluster } from './cluster/cluster.js';
import { openCodec, openEngine, type Codec, type Engine } from './detector/engine.js';
import { createLocalDetector } from './detector/local-detector.js';
import { checkCommands } from './discord/check-commands.js';
import { connect, createClient } from './discord/client.js';
import { Dispatcher } from './discord/dispatcher.js';
import { inviteLink } from './discord/invite-link.js';
import { CommandPublisher } from './discord/publish.js';
import { watchRetention } from './discord/retention-watch.js';
import { createResolveAnswer } from './discord/resolve-answer.js';
import { isConnected, receivesEventsOf } from './discord/shards.js';
import { createUploadLimiter } from './discord/upload-limiter.js';
import { openMonitor, type Monitor } from './monitor/monitor.js';
import type { Config } from './process/config.js';
import { createProxyFor, type ProxyFor } from './process/proxy.js';
import { abandon, createDisposer, type Disposer } from './process/disposer.js';
import { openClipStore, type OpenClipStore } from './store/clip-store.js';
import type { Detector, Downloader } from './usecases/ports.js';
import { createRetention } from './usecases/retention.js';
import { createUseCases, type UseCases } from './usecases/use-cases.js';
import { warmUpPictures } from './views/pictures/drawing.js';

/** How long a stop lets work in flight go on, in milliseconds, before it is stopped and its askers are told. */
const DRAIN_MS = 7000;

export interface RunningBot {
  client: Client<true>;
  /** Resolves when Discord has closed the connection for good, such as for a token that was reset. */
  lost: Promise<void>;
  /** Takes no more work, answers what is in flight, and closes everything. A second call does nothing more. */
  stop(): Promise<void>;
}

/** What all parts are opened with. */
interface Setting {
  config: Config & { token: string };
  logger: Logger;
  monitor: Monitor;
  proxyFor: ProxyFor;
  /** Closes, in the end, whatever is opened. */
  disposer: Disposer;
}

/**
 * Puts the real parts together and connects to Discord.
 *
 * @param options.engine - Where it has begun to open already. Only ffmpeg, where detections are left to workers.
 * @param options.disposer - Closes whatever is opened, also while the bot is still starting. Default: its own.
 * @throws {Error} if a part cannot be opened; what was open by then is closed.
 */
export async function startBot(
  config: Config & { token: string },
  logger: Logger,
  options: { engine?: Promise<Codec | Engine>; disposer?: Disposer } = {},
): Promise<RunningBot> {
  const { engine = openEngineOf(config, logger), disposer = createDisposer() } = options;
  disposer.add(() => closeEngine(engine));
  try {
    const proxyFor = createProxyFor(config.proxy);
    commandBodies(); // A malformed command stops the start here, rather than failing when it is used.
    const queue = config.queueUrl === undefined ? [] : ['queue'];
    const monitor = await openMonitor(config.monitor, ['model', 'index', 'clips', ...queue, 'gateway']);
    disposer.add(() => monitor.close());
    const setting = { config, logger, monitor, disposer, proxyFor };
    const opened = await engine;

    const store = await openStore(setting);
    const cluster = await joinCluster(setting);
    const downloader = createDownloader({ allowedOrigins: [...config.cdnOrigins], proxyFor });
    const detector = await openDetector(setting, { engine: opened, store, downloader });
    const useCases = createUseCases({
      store,
      detector,
      ...monitor.timed({ downloader, decoder: opened.codec, encoder: opened.codec }),
      writeZip,
      rules: config,
      onUnsaved: (error) => {
        logger.error({ err: error }, 'a detection could not be saved');
      },
    });
    return await connectToDiscord(setting, { store, cluster, useCases });
  } catch (error) {
    return abandon(disposer, error);
  }
}

/** The engine that a configuration asks for: without the model, where workers have it. */
export function openEngineOf(config: Config, logger: Logger): Promise<Codec | Engine> {
  return config.queueUrl === undefined ? openEngine(config, logger) : openCodec(config, logger);
}

/** Closes an engine, also one that is still opening. */
async function closeEngine(engine: Promise<Codec | Engine>): Promise<void> {
  const opened = await engine.catch(() => undefined);
  if (opened && 'analyser' in opened) await opened.analyser.close();
}

/** Rows and bytes of the clips. Its sweep goes on while the bot starts. */
async function openStore({ config, logger, monitor, disposer }: Setting): Promise<OpenClipStore> {
  const { dataDir, indexUrl, clipsUrl, limits } = config;
  const store = await openClipStore({
    dataDir,
    indexUrl,
    clipsUrl,
    limits,
    onFault: (error) => {
      logger.warn({ err: error }, 'the store could not be put right; it will be tried again');
    },
    onSwept: (report) => {
      logger.info(report, 'store swept');
    },
  });
  disposer.add(() => store.close());
  logger.info('store opened');
  const clips = store.swept.then(
    (report) => {
      if (report) logger.info(report, 'store swept');
      return report?.clips;
    },
    (error: unknown) => {
      if (!disposer.isDisposing)
        logger.error({ err: error }, 'the store could not be swept; it will be tried again');
      return undefined;
    },
  );
  monitor.readyWhen('index', () => store.health.index());
  monitor.readyWhen('clips', () => store.health.clips());
  monitor.watchStore({ clips, dataDir });
  return store;
}

/** What the processes of one bot know of each other, be they several or one. */
async function joinCluster({ config, logger, disposer }: Setting): Promise<Cluster> {
  const { queueUrl, dataDir, token } = config;
  const cluster = await openCluster({
    queueUrl,
    dataDir,
    token,
    onFault: (error) => {
      logger.error({ err: error }, 'what the processes of this bot share has failed');
    },
    onWait: (shard) => {
      logger.warn({ shard }, 'another process holds this shard; waiting for it');
    },
  });
  disposer.add(() => cluster.close());
  return cluster;
}

/** Detections in this process or, with QUEUE_URL, on the machines of workers. */
async function openDetector(
  { config, logger, monitor, disposer }: Setting,
  parts: { engine: Codec | Engine; store: OpenClipStore; downloader: Downloader },
): Promise<Detector> {
  const { engine, store } = parts;
  const { queueUrl, modelDir, limits } = config;
  if (queueUrl !== undefined) {
    // The queue's client is loaded only where there is a queue.
    const { openQueuedDetector } = await import('./detector/queued-detector.js');
    const detector = await openQueuedDetector({ queueUrl, modelDir }, logger);
    disposer.add(() => detector.close());
    monitor.watchQueue(() => detector.depth());
    monitor.readyWhen('queue', () => detector.isConnected());
    monitor.readyWhen('model', () => true);
    return detector;
  }
  if (!('analyser' in engine)) throw new TypeError('expected an engine that has the model');
  const { codec, analyser, threadDeaths } = engine;
  monitor.watchThreads(threadDeaths);
  monitor.readyWhen('model', () => true);
  const timed = monitor.timed({ downloader: parts.downloader, decoder: codec, analyser });
  return createLocalDetector({ sounds: store, ...timed, maxClipSec: limits.maxClipSec });
}

/** From here on interactions arrive. */
async function connectToDiscord(
  { config, logger, monitor, disposer, proxyFor }: Setting,
  parts: { store: OpenClipStore; cluster: Cluster; useCases: UseCases },
): Promise<RunningBot> {
  const { store, cluster, useCases } = parts;
  const dispatcher = new Dispatcher({
    slashCommands,
    messageCommands,
    components,
    useCases: monitor.counted(useCases),
    journal: cluster.journal,
    observer: monitor.observer,
    countUpload: createUploadLimiter(config.limits.maxUploadsPerMinute),
    logger,
  });
  const restProxy = proxyFor(config.apiUrl);
  if (restProxy !== undefined)
    logger.info({ proxy: new URL(restProxy).host }, 'Discord is reached through a proxy');
  const client = createClient({
    apiUrl: config.apiUrl,
    restProxy,
    shards: config.shards,
    buildIdentifyThrottler: cluster.buildIdentifyThrottler,
    dispatcher,
    logger,
  });
  const retention = createRetention({
    store,
    days: config.retentionDays,
    isOurs: (guildId) => receivesEventsOf(client, guildId),
  });
  const watch = watchRetention(client, monitor.countedRetention(retention), logger);
  disposer.add(() => watch.stop());
  disposer.add(() => client.destroy());
  // First of all, and no sweep goes on beside it. Interactions that still arrive meanwhile are told of the stop.
  disposer.add(() => {
    void watch.stop();
    return dispatcher.drain(DRAIN_MS);
  });
  const lost = new Promise<void>((resolve) => {
    client.once(Events.ShardDisconnect, () => {
      resolve();
    });
  });

  logger.info('connecting to Discord');
  const ready = await connect(client, config.token);
  cluster.journal.recover(createResolveAnswer(ready, logger));
  monitor.watchGateway(ready);
  monitor.readyWhen('gateway', () => !disposer.isDisposing && isConnected(ready));
  void warmUpPictures();
  const shards = [...ready.ws.shards.keys()];
  logger.info({ user: ready.user.tag, guilds: ready.guilds.cache.size, shards }, 'ready');
  // One process holds the first shard, however many there are.
  if (shards.includes(0)) introduce(ready, { config, logger, disposer, restProxy });
  return { client: ready, lost, stop: () => disposer.dispose() };
}

/** Tells Discord of the commands, where it knows of none, and the operator how to invite the bot; nobody waits for it. */
function introduce(
  client: Client<true>,
  {
    config,
    logger,
    disposer,
    restProxy,
  }: Pick<Setting, 'config' | 'logger' | 'disposer'> & { restProxy: string | undefined },
): void {
  const { apiUrl, token, guildId } = config;
  const stopped = new AbortController();
  const { signal } = stopped;
  const publisher = new CommandPublisher({ apiUrl, token, guildId, proxy: restProxy, signal });
  const checked = checkCommands(publisher, commandBodies(), { logger, signal });
  disposer.add(() => {
    stopped.abort();
    return checked;
  });
  logger.info(`to invite the bot to a server: ${inviteLink(client)}`);
}
