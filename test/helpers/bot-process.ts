import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import type { Stage } from './bot.js';

/** The environment that a process needs besides what the test gives it. */
export const environment = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };

/** The program, apart from this process. */
export interface BotProcess {
  pid: number;
  exited: Promise<[number | null, NodeJS.Signals | null]>;
  /** What it has logged so far. */
  log(): string;
  stop(signal: NodeJS.Signals): Promise<[number | null, NodeJS.Signals | null]>;
}

interface ProcessOptions {
  /** Besides what a bot needs here. */
  env?: Record<string, string>;
  /** Largest file that it may write, in blocks of 512 bytes: a disk that is full. */
  maxFileBlocks?: string;
}

/** Starts the program as its users do, and waits until Discord has let it in. */
export async function startProcess(
  stage: Pick<Stage, 'discord' | 'dataDir'>,
  options: ProcessOptions = {},
): Promise<BotProcess> {
  const { entries } = stage.discord.gateway;
  const before = entries.identified;
  const bot = spawnProcess(stage, options);
  await stage.discord.until(() => entries.identified > before || undefined, 'the bot to connect');
  return bot;
}

/** Starts the program, and waits for nothing. */
export function spawnProcess(
  stage: Pick<Stage, 'discord' | 'dataDir'>,
  { env = {}, maxFileBlocks = 'unlimited' }: ProcessOptions = {},
): BotProcess {
  const script = `trap '' XFSZ; ulimit -f ${maxFileBlocks}; exec "$0" dist/src/bin/main.js`;
  const child = spawn('sh', ['-c', script, process.execPath], {
    cwd: packageRoot(),
    env: {
      ...environment,
      DISCORD_TOKEN: stage.discord.token,
      DISCORD_API_URL: stage.discord.apiUrl,
      DISCORD_CDN_ORIGINS: stage.discord.cdnOrigin,
      DATA_DIR: stage.dataDir,
      WORKERS: '1',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (log += text));
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    pid: child.pid!,
    exited,
    log: () => log,
    stop(signal: NodeJS.Signals) {
      child.kill(signal);
      return exited;
    },
  };
}
