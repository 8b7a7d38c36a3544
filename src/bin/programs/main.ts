import { parseArgs } from 'node:util';
import type { Logger } from 'pino';
import { openEngine, openCodec } from '../../detector/engine.js';
import { loadConfig, type Config } from '../../process/config.js';
import type { Disposer } from '../../process/disposer.js';
import { createLogger } from '../../process/logger.js';
import { createProxyFor } from '../../process/proxy.js';
import { runService, type Service } from '../../process/run-service.js';

/** `npm start`: the bot or, without a token, the sandbox, which `--open` shows in the browser. */
export async function main(): Promise<boolean> {
  const { values } = parseArgs({ options: { open: { type: 'boolean', default: false } } });
  const config = loadConfig();
  const { token } = config;
  if (token !== undefined) {
    const logger = createLogger(config.logLevel);
    await runService(logger, (disposer) => loadAndStart({ ...config, token }, logger, disposer));
  } else {
    // The sandbox is loaded only where it is opened: a bot in earnest does without.
    const { createSandboxLogger, runSandbox } = await import('./run-sandbox.js');
    const logger = createSandboxLogger(config);
    await runService(logger, async (disposer) => {
      const sandbox = await runSandbox(config, logger, values);
      disposer.add(() => sandbox.stop());
      return sandbox;
    });
  }
  return true;
}

/** The threads load the model while this one still reads the bot's code, discord.js above all. */
async function loadAndStart(
  config: Config & { token: string },
  logger: Logger,
  disposer: Disposer,
): Promise<Service> {
  const engine = config.queueUrl === undefined ? openEngine(config, logger) : openCodec(config, logger);
  engine.catch(() => undefined); // The bot awaits it later, and is told then.
  const { https, http } = config.proxy;
  if (https !== undefined || http !== undefined) {
    const { proxyGateway } = await import('../../discord/gateway-proxy.js');
    proxyGateway(createProxyFor(config.proxy)); // The bot's code loads discord.js, and this must come before.
  }
  const { startBot } = await import('../../bot.js');
  return startBot(config, logger, { engine, disposer });
}
