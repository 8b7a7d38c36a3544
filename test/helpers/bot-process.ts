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
 * @param maxFileBlocks - Largest file that it may write, in blocks of 512 bytes: a disk that is full.
 */
export async function startProcess(stage: Stage, { maxFileBlocks = 'unlimited' } = {}) {
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
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout.resume();
  await stage.discord.connected();
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    exited,
    stop(signal: NodeJS.Signals) {
      child.kill(signal);
      return exited;
    },
  };
}
