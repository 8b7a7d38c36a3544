import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { environment, spawnProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { LIMITS } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { lineTo } from '../helpers/cut-line.js';
import { until } from '../helpers/file-server.js';
import { freePort } from '../helpers/free-port.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';
import { spawnWorker, startWorkerProcess } from '../helpers/worker-process.js';

const run = promisify(execFile);
const root = packageRoot();

beforeAll(() => run('npm', ['run', 'build'], { cwd: root }));

/** A host that takes connections, and says nothing, as a frozen host does. @returns its host and port. */
async function silentHost(): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What a worker needs to be ready. */
const READY = { model: true, index: true, clips: true, queue: true };

/** A folder in which a bot has opened its store. */
async function storeFolder(): Promise<string> {
  const dataDir = await tempDir();
  const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
  await store.close();
  return dataDir;
}

const refusingHost = async () => `127.0.0.1:${await freePort()}`;
const BUCKET_KEYS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };

/** Starts a program that cannot start. @returns its exit code and what it said to whoever started it. */
async function failedStart(door: 'main' | 'worker', env: Record<string, string>) {
  const setting = { ...environment, WORKERS: '1', DATA_DIR: await tempDir(), LOG_LEVEL: 'silent', ...env };
  const end = run(process.execPath, [`dist/src/bin/${door}.js`], {
    cwd: root,
    env: setting,
    timeout: 40_000,
  });
  const { code, stderr } = (await end.catch((error: unknown) => error)) as { code?: number; stderr: string };
  return { code, said: stderr.replace(/^\(node.*\n(.*\n)*?\(Use `node.*\n/, '') };
}

describe('a start without what it needs ends with a sentence', () => {
  const gateway = async () => ({ DISCORD_TOKEN: 'token', DISCORD_API_URL: `http://${await refusingHost()}` });
  const worker = async () => ({ QUEUE_URL: `redis://${await refusingHost()}` });

  it.each([
    ['a gateway without Redis', 'main', { QUEUE_URL: 'redis://REFUSING' }, /QUEUE_URL names a Redis/],
    ['a gateway whose Redis is silent', 'main', { QUEUE_URL: 'redis://SILENT' }, /QUEUE_URL names a Redis/],
    [
      'a gateway without PostgreSQL',
      'main',
      { INDEX_URL: 'postgresql://u:p@REFUSING/db' },
      /check INDEX_URL/,
    ],
    [
      'a gateway whose PostgreSQL is silent',
      'main',
      { INDEX_URL: 'postgresql://u:p@SILENT/db' },
      /check INDEX_URL/,
    ],
    [
      'a gateway without the Redis of its index',
      'main',
      { INDEX_URL: 'redis://REFUSING' },
      /check INDEX_URL/,
    ],
    [
      'a gateway whose Redis of the index is silent',
      'main',
      { INDEX_URL: 'redis://SILENT' },
      /check INDEX_URL/,
    ],
    ['a gateway without its bucket', 'main', { CLIPS_URL: 's3://b?endpoint=http://REFUSING' }, /CLIPS_URL/],
    ['a gateway whose bucket is silent', 'main', { CLIPS_URL: 's3://b?endpoint=http://SILENT' }, /CLIPS_URL/],
    [
      'a gateway without ffmpeg',
      'main',
      { FFMPEG_PATH: 'no-such-ffmpeg' },
      /PATH has no program of that name/,
    ],
    ['a gateway without Discord', 'main', {}, /Discord cannot be reached/],
    [
      'a worker without PostgreSQL',
      'worker',
      { INDEX_URL: 'postgresql://u:p@REFUSING/db' },
      /check INDEX_URL/,
    ],
    [
      'a worker whose PostgreSQL is silent',
      'worker',
      { INDEX_URL: 'postgresql://u:p@SILENT/db' },
      /check INDEX_URL/,
    ],
    [
      'a worker without the Redis of its index',
      'worker',
      { INDEX_URL: 'redis://REFUSING' },
      /check INDEX_URL/,
    ],
    [
      'a worker whose Redis of the index is silent',
      'worker',
      { INDEX_URL: 'redis://SILENT' },
      /check INDEX_URL/,
    ],
    ['a worker without its bucket', 'worker', { CLIPS_URL: 's3://b?endpoint=http://REFUSING' }, /CLIPS_URL/],
    [
      'a worker whose bucket is silent',
      'worker',
      { CLIPS_URL: 's3://b?endpoint=http://SILENT' },
      /CLIPS_URL/,
    ],
    [
      'a worker without ffmpeg',
      'worker',
      { FFMPEG_PATH: 'no-such-ffmpeg' },
      /PATH has no program of that name/,
    ],
  ] as const)('%s', async (_what, door, missing, sentence) => {
    const hosts = { REFUSING: await refusingHost(), SILENT: await silentHost() };
    const named = Object.entries(missing).map(([name, value]): [string, string] => [
      name,
      value.replace(/REFUSING|SILENT/, (host) => hosts[host as keyof typeof hosts]),
    ]);
    const rest = door === 'main' ? await gateway() : await worker();
    const { code, said } = await failedStart(door, { ...rest, ...BUCKET_KEYS, ...Object.fromEntries(named) });
    expect(said).toMatch(sentence);
    expect(code).toBe(1);
  });
});

it('a gateway whose Discord is silent waits for it, and says so', async () => {
  const { discord } = await setOwnStage({ withBot: false });
  discord.inject({ path: /gateway/, delayMs: 60_000 });
  const bot = spawnProcess({ discord, dataDir: await tempDir() });
  await until(() => bot.log().includes('still starting'));
  expect(bot.log()).toContain('connecting to Discord');
  expect(await bot.stop('SIGTERM')).toEqual([0, null]);
});

describe.skipIf(redisServer === undefined)(`a worker that is there before its Redis${redisTitle}`, () => {
  it('waits, says so, and is not ready before', async () => {
    const { url } = await startTestRedis();
    const line = await lineTo(Number(new URL(url).port), true);
    const METRICS_PORT = String(await freePort());
    const worker = spawnWorker({
      QUEUE_URL: `redis://127.0.0.1:${line.port}`,
      DATA_DIR: await storeFolder(),
      METRICS_PORT,
    });
    const look = async () => {
      const answer = await fetch(`http://127.0.0.1:${METRICS_PORT}/readyz`);
      return { status: answer.status, parts: await answer.json() };
    };
    await until(() => worker.log().includes('still starting'));
    expect(worker.log()).toContain('Redis cannot be reached; trying again');
    expect(worker.log()).not.toContain('"ready"');
    expect(await look()).toEqual({ status: 503, parts: { ...READY, queue: false } });

    await line.mend();
    await until(() => worker.log().includes('"ready"'));
    expect(await look()).toMatchObject({ status: 200 });
    line.cut();
    await until(async () => (await look()).status === 503);
    worker.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
  });

  it('is not ready either once its index has gone', async () => {
    const { url } = await startTestRedis();
    const index = await lineTo(Number(new URL(url).port));
    const METRICS_PORT = String(await freePort());
    const INDEX_URL = `redis://127.0.0.1:${index.port}/1`;
    await startWorkerProcess({ QUEUE_URL: url, INDEX_URL, DATA_DIR: await storeFolder(), METRICS_PORT });
    const partsNow = async () => (await fetch(`http://127.0.0.1:${METRICS_PORT}/readyz`)).json();
    expect(await partsNow()).toEqual(READY);
    index.cut();
    await expect.poll(partsNow, { timeout: 20_000 }).toEqual({ ...READY, index: false });
  });

  it('is not ready without the clips of its bot', async () => {
    const { url } = await startTestRedis();
    const METRICS_PORT = String(await freePort());
    const dataDir = await storeFolder();
    await startWorkerProcess({ QUEUE_URL: url, DATA_DIR: dataDir, METRICS_PORT });
    const partsNow = async () => (await fetch(`http://127.0.0.1:${METRICS_PORT}/readyz`)).json();
    expect(await partsNow()).toEqual(READY);
    await rm(join(dataDir, 'clips'), { recursive: true });
    expect(await partsNow()).toEqual({ ...READY, clips: false });
  });

  it('can be told to end while it waits', async () => {
    const worker = spawnWorker({ QUEUE_URL: `redis://${await silentHost()}`, DATA_DIR: await tempDir() });
    await until(() => worker.log().includes('connecting to the queue'));
    worker.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
  });
});
