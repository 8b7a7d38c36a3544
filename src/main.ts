import { parseArgs } from 'node:util';
import { startBot } from './bot.js';
import { loadConfig } from './config.js';
import { createLogger } from './logger.js';
import { sayWhy } from './run-script.js';
import { createSandboxLogger, runSandbox } from './sandbox/start.js';

/** How long a stop may take, in milliseconds, before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;

/** `npm start`: the bot or, without a token, the sandbox, which `--open` shows in the browser. */
async function main(): Promise<void> {
  // What is kept is for whoever runs the bot alone: files 0600, folders 0700.
  process.umask(0o077);
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
  const config = loadConfig();
  const { token } = config;
  const logger = token === undefined ? createSandboxLogger(config) : createLogger(config.logLevel);
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error) => {
      logger.fatal({ err: error, event }, 'the process ends: nobody has dealt with an error');
      process.exit(1);
    });
  }

  let running: { lost: Promise<void>; stop(): Promise<void> } | undefined = undefined;
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

  running =
    token === undefined
      ? await runSandbox(config, logger, values)
      : await startBot({ ...config, token }, logger);
  void running.lost.then(() => {
    stop('gateway', 1);
  });
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
