import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.js';
import { tempDir } from './temp-dir.js';

const USUAL = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The server's program, or `undefined` where Redis is not installed. */
export const redisServer = [...(process.env.PATH ?? '').split(delimiter), ...USUAL]
  .map((folder) => join(folder, 'redis-server'))
  .find((path) => existsSync(path));

/** What a suite that needs Redis adds to its title. */
export const redisTitle = redisServer === undefined ? ' (skipped: redis-server is not installed)' : '';

/** A Redis on loopback for one test alone. */
export interface TestRedis {
  url: string;
  stop(): Promise<void>;
}

/** Starts the real server, which keeps nothing on disk. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  const dir = await tempDir();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', dir];
  const server = spawn(redisServer!, settings, { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) =>
    server.once('exit', () => {
      resolve();
    }),
  );
  const stop = () => {
    server.kill('SIGKILL');
    return exited;
  };
  onTestFinished(stop);
  const url = `redis://127.0.0.1:${port}`;
  await answers(url);
  return { url, stop };
}

/** A connection for one test alone. */
export function redisClient(url: string): Redis {
  const redis = new Redis(url);
  redis.on('error', () => undefined);
  onTestFinished(() => {
    redis.disconnect();
  });
  return redis;
}

async function answers(url: string): Promise<void> {
  const redis = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  await Promise.race([redis.ping(), sleep(10_000, undefined, { ref: false })]);
  redis.disconnect();
}
