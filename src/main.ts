import { startBot } from './bot.js';
import { loadConfig } from './config.js';
import { createLogger } from './logger.js';

const WITHOUT_TOKEN = `Overtone needs a Discord bot token to start.

  1. Open https://discord.com/developers/applications and make a New Application.
  2. Under Bot, press Reset Token and copy the token. No privileged intent is needed.
  3. Copy .env.example to .env and set DISCORD_TOKEN=<the token>.
  4. Under OAuth2, tick the scopes bot and applications.commands, open the link, and add it to your server.
  5. npm run register     tells Discord of the commands, once
     npm start            starts the bot

Without Discord, Overtone listens to files:
     npm run --silent detect -- FILE...
`;

/** How long a stop may take, in milliseconds, before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;

/** `npm start`. */
async function main(): Promise<void> {
  const config = loadConfig();
  const { token } = config;
  if (token === undefined) {
    process.stdout.write(WITHOUT_TOKEN);
    return;
  }
  const logger = createLogger(config.logLevel);
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'unhandled rejection');
    process.exit(1);
  });

  const bot = await startBot({ ...config, token }, logger);
  let stopping = false;
  const stop = (reason: string, exitCode: number) => {
    // A terminal and npm may both pass a signal on: the second must not cut the first one's stop short.
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.warn('work in flight did not end in time');
      process.exit(exitCode);
    }, STOP_LIMIT_MS).unref();
    void bot.stop().finally(() => process.exit(exitCode));
  };
  void bot.lost.then(() => {
    stop('gateway', 1);
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal, 0);
    });
  }
}

main().catch((error: unknown) => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${message}\n${cause instanceof Error ? `${cause.message}\n` : ''}`);
  process.exitCode = 1;
});
