import { parseArgs } from 'node:util';
import { startBot } from './bot.js';
import { loadConfig } from './config.js';
import { createLogger } from './logger.js';
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

  const running =
    token === undefined
      ? await runSandbox(config, logger, values)
      : await startBot({ ...config, token }, logger);
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
    void running.stop().finally(() => process.exit(exitCode));
  };
  void running.lost.then(() => {
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
