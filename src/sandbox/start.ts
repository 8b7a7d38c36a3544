import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Config } from '../config.js';
import { createLogger } from '../logger.js';
import { openBrowser } from './open-browser.js';
import { sandboxFolder, startSandbox } from './sandbox.js';

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
 * `npm start` without a token: starts the sandbox and says where it is.
 *
 * @param options.open - Whether to show the page in the system's browser.
 */
export async function runSandbox(
  config: Config,
  logger: Logger,
  { open }: { open: boolean },
): Promise<{ lost: Promise<void>; stop(): Promise<void> }> {
  const sandbox = await startSandbox({ config, logger });
  say(`Sandbox: open ${sandbox.url} to try Overtone without Discord. Ctrl+C ends it.`);
  say(
    'For real Discord, copy .env.example to .env, set DISCORD_TOKEN there (see README.md), and start again.',
  );
  if (open && !(await openBrowser(sandbox.url))) say('No browser could be opened from here.');
  return sandbox;
}

const say = (line: string) => process.stdout.write(`${line}\n`);
