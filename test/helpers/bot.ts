import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startBot, type RunningBot } from '../../src/bot.js';
import { readConfig } from '../../src/process/config.js';
import { createLogger } from '../../src/process/logger.js';
import { commandBodies } from '../../commands/registry.js';
import {
  startDiscordServer,
  type DiscordServer,
  type DiscordServerOptions,
} from '@overtone/discord-simulator';
import { openApiValidator } from '../../packages/discord-simulator/test/openapi/body-validator.js';

/** A Discord with the bot in it: the real client over sockets, real store, ffmpeg and model. */
export interface Stage {
  discord: DiscordServer;
  dataDir: string;
  /** Lines that the bot logged, newest last. */
  log: string[];
  /** Starts the bot, or starts it again after {@link stopBot}. */
  startBot(env?: Record<string, string>, token?: string): Promise<RunningBot>;
  stopBot(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts Discord, and the bot unless told otherwise.
 *
 * @param options.env - The bot's environment, besides token and addresses.
 */
export async function setStage({
  env = {},
  withBot = true,
  discord: discordOptions = {},
}: {
  env?: Record<string, string>;
  withBot?: boolean;
  discord?: DiscordServerOptions;
} = {}): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'overtone-e2e-'));
  const discord = await startDiscordServer({
    commands: commandBodies(),
    validator: openApiValidator(),
    ...discordOptions,
  });
  const log: string[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  let bot: RunningBot | undefined;

  const stage: Stage = {
    discord,
    dataDir,
    log,
    async startBot(more = {}, token = discord.token) {
      const config = readConfig({
        DISCORD_API_URL: discord.apiUrl,
        DISCORD_CDN_ORIGINS: discord.cdnOrigin,
        DATA_DIR: dataDir,
        WORKERS: '1',
        ...env,
        ...more,
      });
      bot = await startBot({ ...config, token }, logger);
      return bot;
    },
    async stopBot() {
      await bot?.stop();
      bot = undefined;
    },
    async close() {
      await stage.stopBot();
      await discord.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  if (withBot) await stage.startBot();
  return stage;
}

/** {@link setStage} for one test alone. */
export async function setOwnStage(options: Parameters<typeof setStage>[0] = {}): Promise<Stage> {
  const stage = await setStage(options);
  onTestFinished(() => stage.close());
  return stage;
}
