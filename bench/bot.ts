import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { processorSeconds } from './processor-time.js';
import { packageRoot } from '../src/process/package-root.js';
import type { DiscordServer } from '@overtone/discord-simulator';

/** The built bot in a process of its own. */
export interface BenchBot {
  /** Time from the start of the process until it was ready, in milliseconds. */
  startMs: number;
  /** Processor time that it and all that it started have taken, in seconds; `undefined` where the system does not tell. */
  processorSeconds(): Promise<number | undefined>;
  /** Memory of the process now, in bytes; `undefined` where the system does not tell. */
  residentBytes(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/**
 * Starts `node dist/src/bin/main.js` and waits until it is ready.
 *
 * @param options.root - Folder that holds `dist`. Default: this project's.
 */
export async function startBotProcess(
  discord: DiscordServer,
  dataDir: string,
  { root = packageRoot(), env = {} }: { root?: string | undefined; env?: Record<string, string> } = {},
): Promise<BenchBot> {
  const start = performance.now();
  const child = spawn(process.execPath, [join(root, 'dist', 'src', 'bin', 'main.js')], {
    cwd: dataDir, // No .env there.
    env: {
      ...process.env,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      DISCORD_CDN_ORIGINS: discord.cdnOrigin,
      DATA_DIR: dataDir,
      WORKERS: '1',
      TFJS_BACKEND: 'wasm',
      LOG_LEVEL: 'info',
      MAX_UPLOADS_PER_MINUTE: '1000000',
      MAX_SERVER_CLIPS: '1000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const startMs = await new Promise<number>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve(performance.now() - start);
    });
    void closed.then(() => {
      reject(new Error('the bot ended before it was ready'));
    });
  });
  return {
    startMs,
    processorSeconds: () => processorSeconds(child.pid!),
    async residentBytes() {
      const status = await readFile(`/proc/${child.pid!}/status`, 'utf8').catch(() => '');
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
      return kib === undefined ? undefined : Number(kib) * 1024;
    },
    async stop() {
      child.kill('SIGTERM');
      await closed;
    },
  };
}
