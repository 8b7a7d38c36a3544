import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { freePort } from './free-port.js';
import { findProgram, shutDown, shutDownAndClear, type IndexServer } from './server-program.js';

/** The server's program, or `undefined` where Redis is not installed. */
export const redisServer = findProgram('redis-server', ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']);

/** What a suite that needs Redis adds to its title. */
export const redisTitle = redisServer === undefined ? ' (skipped: redis-server is not installed)' : '';

/** A Redis on loopback, which keeps nothing on disk. */
export interface TestRedis extends IndexServer {
  url: string;
  /** Kills it, and starts it again at the same address, empty. */
  restart(options: { awayMs: number }): Promise<void>;
}

/** Starts the real server; whoever starts it stops it. */
export async function launchRedis(): Promise<TestRedis> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'overtone-redis-'));
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--databases', 1000, '--dir', folder];
  const launch = () => spawn(redisServer!, args.map(String), { stdio: 'ignore' });
  let server = launch();
  const url = `redis://127.0.0.1:${port}`;
  await answers(url);
  let database = 0;
  return {
    url,
    newIndex: () => Promise.resolve(`${url}/${database++}`),
    pid: () => server.pid!,
    async restart({ awayMs }) {
      await shutDown(server, 'SIGKILL');
      await sleep(awayMs);
      server = launch();
      await answers(url);
    },
    stop: () => shutDownAndClear(server, 'SIGKILL', folder),
  };
}

/** Starts one that is stopped when the test ends. */
export async function startTestRedis(): Promise<TestRedis> {
  const server = await launchRedis();
  onTestFinished(() => server.stop());
  return server;
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
