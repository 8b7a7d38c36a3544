import { parseArgs } from 'node:util';
import { startBot } from './bot.js';
import { loadConfig } from './config.js';
import { createLogger } from './logger.js';
import { sayWhy } from './run-script.js';
import { runService } from './run-service.js';
import { createSandboxLogger, runSandbox } from './sandbox/start.js';

/** `npm start`: the bot or, without a token, the sandbox, which `--open` shows in the browser. */
async function main(): Promise<void> {
  // What is kept is for whoever runs the bot alone: files 0600, folders 0700.
  process.umask(0o077);
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
  const config = loadConfig();
  const { token } = config;
  const logger = token === undefined ? createSandboxLogger(config) : createLogger(config.logLevel);
  await runService(logger, () =>
    token === undefined ? runSandbox(config, logger, values) : startBot({ ...config, token }, logger),
  );
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
