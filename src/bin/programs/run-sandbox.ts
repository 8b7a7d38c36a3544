import { join } from 'node:path';
import { openBrowser, startSandbox, type DiscordAddress, type Sandbox } from '@overtone/sandbox';
import { pino, type Logger } from 'pino';
import { commandBodies } from '../../../commands/registry.js';
import { startBot, type RunningBot } from '../../bot.js';
import type { Config } from '../../process/config.js';
import { createLogger } from '../../process/logger.js';

const MIB = 1024 * 1024;
/** What the sandbox's Discord takes beyond the bot's own limit, so that it is the bot that is seen to refuse. */
const FILE_MARGIN_BYTES = MIB;

/** Where the sandbox keeps its clips, apart from a real bot's. */
const sandboxFolder = ({ dataDir }: Pick<Config, 'dataDir'>) => join(dataDir, 'sandbox');

/** The sandbox's log: a file, begun anew at each start, so that the link stays in sight; faults also on stderr. */
export function createSandboxLogger(config: Pick<Config, 'dataDir' | 'logLevel'>): Logger {
  const file = pino.destination({
    dest: join(sandboxFolder(config), 'overtone.log'),
    append: false,
    mkdir: true,
    sync: true,
  });
  const streams = pino.multistream([
    { level: 'trace', stream: file },
    { level: 'error', stream: process.stderr },
  ]);
  return createLogger(config.logLevel, streams);
}

/**
 * Starts the sandbox with this bot in it.
 *
 * @param options.pageFolder - Holds the built page. Default: the sandbox's own.
 * @throws {Error} if the port is taken, or the bot does not start.
 */
export function startOvertoneSandbox(
  config: Config,
  logger: Logger,
  options: { pageFolder?: string } = {},
): Promise<Sandbox<RunningBot>> {
  return startSandbox({
    commands: commandBodies(),
    startBot: (address) => startBot(configInSandbox(config, address), logger),
    port: config.port,
    maxFileBytes: config.limits.maxClipBytes + FILE_MARGIN_BYTES,
    onMistake: (error) => {
      logger.error({ err: error }, 'the sandbox failed at something');
    },
    ...options,
  });
}

/**
 * `npm start` without a token: starts the sandbox and says where it is.
 *
 * @param options.open - Whether to show the page in the system's browser.
 */
export async function runSandbox(
  config: Config,
  logger: Logger,
  { open }: { open: boolean },
): Promise<Sandbox<RunningBot>> {
  const sandbox = await startOvertoneSandbox(config, logger);
  say(`Sandbox: open ${sandbox.url} to try Overtone without Discord. Ctrl+C ends it.`);
  say(
    'For real Discord, copy .env.example to .env, set DISCORD_TOKEN there (see README.md), and start again.',
  );
  if (open && !(await openBrowser(sandbox.url))) say('No browser could be opened from here.');
  return sandbox;
}

/** The bot's own configuration, but for where Discord and the data are; all of it is in this process. */
function configInSandbox(config: Config, { token, apiUrl, cdnOrigin }: DiscordAddress) {
  const dataDir = sandboxFolder(config);
  return {
    ...config,
    token,
    apiUrl,
    cdnOrigins: [cdnOrigin],
    dataDir,
    indexUrl: `sqlite://${join(dataDir, 'index.sqlite')}`,
    clipsUrl: `file:${dataDir}`,
    queueUrl: undefined,
    shards: 'auto' as const,
    proxy: { https: undefined, http: undefined, bypass: undefined },
  };
}

const say = (line: string) => process.stdout.write(`${line}\n`);
