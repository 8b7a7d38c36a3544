import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { startBot, type RunningBot } from '../bot.js';
import type { Config } from '../config.js';
import { commandBodies } from '../discord/registry.js';
import { packageRoot } from '../package-root.js';
import { DiscordServer } from './discord/index.js';
import { PageServer } from './page-server/page-server.js';
import { readSamples } from './samples.js';
import { APPLICATION_ID, SandboxWorld } from './world.js';

/** A small Discord with the bot in it, and a page to use it from. */
export interface Sandbox {
  /** Of the page. */
  url: string;
  discord: DiscordServer;
  bot: RunningBot;
  /** Resolves when the bot has lost Discord for good. */
  lost: Promise<void>;
  /** Answers what is in flight, and closes everything. */
  stop(): Promise<void>;
}

export interface SandboxOptions {
  config: Config;
  logger: Logger;
  /** Holds the built page. Default: where `npm run build` puts it. */
  pageFolder?: string;
}

const MIB = 1024 * 1024;
/** Beyond the bot's own limit, so that the bot is seen to refuse. */
const FILE_MARGIN_BYTES = MIB;
const KEPT = { messagesPerChannel: 300, fileBytes: 256 * MIB, calls: 500 };

/** Where the sandbox keeps its clips, apart from a real bot's. */
export const sandboxFolder = ({ dataDir }: Pick<Config, 'dataDir'>) => join(dataDir, 'sandbox');

/**
 * Starts Discord, page and bot; all of them listen on 127.0.0.1 alone.
 *
 * @throws {Error} if the port is taken, or the bot does not start.
 */
export async function startSandbox({ config, logger, pageFolder }: SandboxOptions): Promise<Sandbox> {
  const onMistake = (error: unknown) => {
    logger.error({ err: error }, 'the sandbox failed at something');
  };
  const discord = new DiscordServer({
    applicationId: APPLICATION_ID,
    commands: commandBodies(),
    token: randomBytes(32).toString('base64url'),
    keep: KEPT,
    onMistake,
    ...(config.port === undefined ? {} : { port: config.port }),
  });
  const page = new PageServer({
    discord,
    world: new SandboxWorld(discord),
    pageFolder: pageFolder ?? join(packageRoot(), 'dist', 'sandbox-page'),
    samples: readSamples(),
    maxFileBytes: config.limits.maxClipBytes + FILE_MARGIN_BYTES,
    onMistake,
  });
  discord.front = page;
  await discord.listen();
  const close = async () => {
    page.close();
    await discord.close();
  };
  try {
    const bot = await startBot(botConfig(config, discord), logger);
    return {
      url: `http://127.0.0.1:${discord.port}/`,
      discord,
      bot,
      lost: bot.lost,
      async stop() {
        await bot.stop().finally(close);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The bot's own configuration, but for where Discord and the data are; all of it is in this process. */
function botConfig(config: Config, discord: DiscordServer): Config & { token: string } {
  const dataDir = sandboxFolder(config);
  return {
    ...config,
    token: discord.token,
    apiUrl: discord.apiUrl,
    cdnOrigins: [discord.cdnOrigin],
    dataDir,
    indexUrl: `sqlite://${join(dataDir, 'index.sqlite')}`,
    clipsUrl: `file:${dataDir}`,
    queueUrl: undefined,
    shards: 'auto',
  };
}
