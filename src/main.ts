import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { loadConfig, type Config } from './config.js';
import { prepareListening } from './listening.js';
import { createLogger } from './logger.js';
import { sayWhy } from './run-script.js';

/** How long a stop may take, in milliseconds, before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;

interface Running {
  /** Resolves when it has ended by itself, and not as it should. */
  lost: Promise<void>;
  stop(): Promise<void>;
}

interface Program {
  logger: Logger;
  start(): Promise<Running>;
}

/** `npm start`: the bot or, without a token, the sandbox, which `--open` shows in the browser. */
async function main(): Promise<void> {
  // What is kept is for whoever runs the bot alone: files 0600, folders 0700.
  process.umask(0o077);
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
  const config = loadConfig();
  const program = await programFor(config, values);
  const { logger } = program;
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error) => {
      logger.fatal({ err: error, event }, 'the process ends: nobody has dealt with an error');
      process.exit(1);
    });
  }

  let running: Running | undefined = undefined;
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
    // While it still starts there is nothing in flight, and the store takes the end of the process at any moment.
    void Promise.resolve(running?.stop()).then(() => process.exit(exitCode));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal, 0);
    });
  }

  running = await program.start();
  void running.lost.then(() => {
    stop('gateway', 1);
  });
}

/** The bot or, without a token, the sandbox. Neither loads what only the other needs. */
async function programFor(config: Config, options: { open: boolean }): Promise<Program> {
  const { token } = config;
  if (token !== undefined) {
    const logger = createLogger(config.logLevel);
    return { logger, start: () => loadAndStart({ ...config, token }, logger) };
  }
  const { createSandboxLogger, runSandbox } = await import('./sandbox/start.js');
  const logger = createSandboxLogger(config);
  return { logger, start: () => runSandbox(config, logger, options) };
}

/** The threads load the model while this one still reads the bot's code, discord.js above all. */
async function loadAndStart(config: Config & { token: string }, logger: Logger): Promise<Running> {
  const listening = prepareListening(config, logger);
  listening.catch(() => undefined); // Whoever awaits it is told.
  const { startBot } = await import('./bot.js');
  return startBot(config, logger, listening);
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
