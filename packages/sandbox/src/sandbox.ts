import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { DiscordServer, type DiscordServerOptions } from '@overtone/discord-simulator';
import { PageServer } from './page-server/page-server.js';
import { readSamples } from './samples.js';
import { APPLICATION_ID, SandboxWorld } from './world.js';

/** Where the bot finds the small Discord, and the token that it is known by there. */
export interface DiscordAddress {
  token: string;
  /** What discord.js' `rest.api` takes. */
  apiUrl: string;
  /** Origin that attachments are downloaded from. */
  cdnOrigin: string;
}

/** A bot that runs until it is stopped. */
export interface SandboxBot {
  /** Resolves when the bot has lost Discord for good. */
  lost: Promise<void>;
  /** Answers what is in flight, and closes everything of the bot's. */
  stop(): Promise<void>;
}

/** A small Discord with the bot in it, and a page to use it from. */
export interface Sandbox<Bot extends SandboxBot = SandboxBot> extends SandboxBot {
  /** Address of the page. */
  url: string;
  discord: DiscordServer;
  bot: Bot;
}

export interface SandboxOptions<Bot extends SandboxBot> {
  /** What the bot has told Discord of its commands. */
  commands: NonNullable<DiscordServerOptions['commands']>;
  /** Starts the bot at an address. */
  startBot: (address: DiscordAddress) => Promise<Bot>;
  /** Port of the page, on 127.0.0.1. Default: a free one. */
  port?: number | undefined;
  /** Largest file that a member may send, in bytes. */
  maxFileBytes: number;
  /** Called with what is wrong with the sandbox itself. */
  onMistake: (error: unknown) => void;
  /** Holds the built page. Default: where this package's build puts it. */
  pageFolder?: string;
}

const MIB = 1024 * 1024;
const KEPT = { messagesPerChannel: 300, fileBytes: 256 * MIB, calls: 500 };
/** The same whether this runs compiled (from `dist/`) or not (from `src/`). */
const BUILT_PAGE = fileURLToPath(new URL('../dist/page', import.meta.url));

/**
 * Starts Discord, page and bot; all of them listen on 127.0.0.1 alone.
 *
 * @throws {Error} if the port is taken, or the bot does not start.
 */
export async function startSandbox<Bot extends SandboxBot>(
  options: SandboxOptions<Bot>,
): Promise<Sandbox<Bot>> {
  const { commands, startBot, port, maxFileBytes, onMistake, pageFolder = BUILT_PAGE } = options;
  const discord = new DiscordServer({
    applicationId: APPLICATION_ID,
    commands,
    token: randomBytes(32).toString('base64url'),
    keep: KEPT,
    onMistake,
    ...(port === undefined ? {} : { port }),
  });
  const page = new PageServer({
    discord,
    world: new SandboxWorld(discord),
    pageFolder,
    samples: readSamples(),
    maxFileBytes,
    onMistake,
  });
  discord.front = page;
  await discord.listen();
  const close = async () => {
    page.close();
    await discord.close();
  };
  try {
    const bot = await startBot(discord);
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
