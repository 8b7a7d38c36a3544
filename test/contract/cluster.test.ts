import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openCluster } from '../../src/cluster/cluster.js';
import { createLogger } from '../../src/process/logger.js';
import { lineTo } from '../helpers/cut-line.js';
import { freePort } from '../helpers/free-port.js';
import { redisClient, redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';

const open = async (queueUrl?: string, onFault: (error: unknown) => void = () => undefined) =>
  openCluster({
    queueUrl,
    dataDir: await tempDir(),
    token: 'secret',
    onFault,
    onWait: () => undefined,
  });

describe('the processes of one bot', () => {
  it('are one unless a Redis is named', async () => {
    const cluster = await open();
    expect(cluster.buildIdentifyThrottler).toBeUndefined();
    await cluster.close();
  });

  it('do not start without the Redis that is named, and say what to do', async () => {
    const url = `redis://:password@127.0.0.1:${await freePort()}`;
    const fault = (await open(url).catch((error: unknown) => error)) as Error;
    expect(fault.message).toMatch(/^QUEUE_URL names a Redis that cannot be used: start it/);
    expect((fault.cause as Error).message).toMatch(/ECONNREFUSED/);
    expect(`${fault.message} ${String(fault.cause)}`).not.toContain('password');
  });

  it.skipIf(redisServer === undefined)(`say so, too, of one that they may not use${redisTitle}`, async () => {
    const { url } = await startTestRedis();
    await redisClient(url).acl('SETUSER', 'default', '-eval');
    await expect(open(url)).rejects.toThrow(/^QUEUE_URL names a Redis that cannot be used/);
  });

  it.skipIf(redisServer === undefined)(`go on without it once it is lost${redisTitle}`, async () => {
    const redis = await startTestRedis();
    const faults: unknown[] = [];
    const cluster = await open(redis.url, (error) => faults.push(error));
    await redis.stop();
    const pending = { interactionId: '1', applicationId: '1', token: 'x', expiresAt: Date.now() + 60_000 };
    await expect(cluster.journal.add(pending)).rejects.toThrow();
    await expect.poll(() => faults.length).toBe(1);
    await cluster.close();
  });

  it.skipIf(redisServer === undefined).each(['frozen', 'replaced'] as const)(
    `note again what is pending soon after a Redis that was silent, on a host %s until then, is back${redisTitle}`,
    { timeout: 60_000 },
    async (host) => {
      const line = await lineTo(Number(new URL((await startTestRedis()).url).port));
      const cluster = await open(`redis://127.0.0.1:${line.port}`);
      const expiresAt = Date.now() + 60_000;
      const add = () =>
        cluster.journal.add({ interactionId: '1', applicationId: '1', token: 'x', expiresAt }).then(
          () => true,
          () => false,
        );
      expect(await add()).toBe(true);
      line.hush();
      expect(await add()).toBe(false);
      await sleep(3000);
      line.speak(host);
      await expect.poll(add, { timeout: 10_000 }).toBe(true);
      await cluster.close();
    },
  );

  it.skipIf(redisServer === undefined)(`log no token of what it refuses${redisTitle}`, async () => {
    const { url } = await startTestRedis();
    const log: string[] = [];
    const logger = createLogger('debug', { write: (line) => void log.push(line) });
    const cluster = await open(url, (err) => {
      logger.error({ err }, 'failed');
    });
    // A Redis that is full refuses every write, and names it in its error.
    await redisClient(url).config('SET', 'maxmemory', '1');
    const answer = {
      interactionId: '1',
      applicationId: '1',
      token: 'a-token',
      expiresAt: Date.now() + 60_000,
    };
    const refusal = await cluster.journal.add(answer).catch((error: unknown) => error);
    logger.warn({ err: refusal }, 'the journal of pending answers failed');
    expect(inspect(refusal, { depth: 10 })).toContain('a-token');
    expect(log.join('')).toMatch(/EXECABORT|OOM/);
    expect(log.join('')).not.toContain('a-token');
    await cluster.close();
  });

  it.skipIf(redisServer === undefined)(`take turns where it is${redisTitle}`, async () => {
    const cluster = await open((await startTestRedis()).url);
    expect(cluster.buildIdentifyThrottler).toBeDefined();
    await cluster.close();
  });
});
