import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { packageRoot } from '../../src/package-root.js';
import type { Stage } from './bot.js';

/** Only what a process needs besides what the test gives it. */
export const environment = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR };

/**
 * Starts the program as its users do, apart from this process.
 *
 * @param env - Besides what a bot needs here.
 * @param maxFileBlocks - Largest file that it may write, in blocks of 512 bytes: a disk that is full.
 */
export async function startProcess(
  stage: Stage,
  { env = {}, maxFileBlocks = 'unlimited' }: { env?: Record<string, string>; maxFileBlocks?: string } = {},
) {
  const script = `trap '' XFSZ; ulimit -f ${maxFileBlocks}; exec "$0" dist/src/main.js`;
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
  await stage.discord.connected();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    exited,
    /** What it has logged so far. */
    log: () => log,
    stop(signal: NodeJS.Signals) {
      child.kill(signal);
      return exited;
    },
  };
}
