import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { loadConfig, type Config } from '../process/config.js';
import { openWatchedEars } from '../detector/open-detector.js';
import { createLogger } from '../process/logger.js';
import { sayWhy } from '../process/run-script.js';
import { runService, type Service } from '../process/run-service.js';

/** `npm start`: the bot or, without a token, the sandbox, which `--open` shows in the browser. */
async function main(): Promise<void> {
  // What is kept is for whoever runs the bot alone: files 0600, folders 0700.
  process.umask(0o077);
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
  const config = loadConfig();
  const { token } = config;
  if (token !== undefined) {
    const logger = createLogger(config.logLevel);
    await runService(logger, () => loadAndStart({ ...config, token }, logger));
    return;
  }
  // Neither loads what only the other needs.
  const { createSandboxLogger, runSandbox } = await import('./run-sandbox.js');
  const logger = createSandboxLogger(config);
  await runService(logger, () => runSandbox(config, logger, values));
}

/** The threads load the model while this one still reads the bot's code, discord.js above all. */
async function loadAndStart(config: Config & { token: string }, logger: Logger): Promise<Service> {
  const ears = openWatchedEars(config, logger);
  ears.catch(() => undefined); // Whoever awaits it is told.
  const { startBot } = await import('../bot.js');
  return startBot(config, logger, ears);
}

main().catch((error: unknown) => {
  sayWhy(error);
  process.exitCode = 1;
});
