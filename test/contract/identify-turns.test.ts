import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openCluster } from '../../src/cluster/cluster.js';
import { createIdentifyTurns } from '../../src/cluster/identify-turns.js';
import { createShardLeases } from '../../src/cluster/shard-leases.js';
import { startDiscordServer } from '@overtone/discord-simulator';
import { redisClient, redisServer, redisTitle, startTestRedis, type TestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';

/** How long Redis is away: several commands fail meanwhile. */
const AWAY_MS = 4000;

const open = (url: string, holder: string, onWait: (shard: number) => void = () => undefined) => {
  const redis = redisClient(url);
  const heartbeat = { intervalMs: 50, ttlMs: 200 };
  const onFault = () => undefined;
  const leases = createShardLeases(redis, { scope: 'test', holder, heartbeat, onWait, onFault });
  onTestFinished(() => leases.giveBack().catch(() => undefined));
  return { redis, leases };
};
const signal = new AbortController().signal;

describe.skipIf(redisServer === undefined)(`shards of several processes${redisTitle}`, () => {
  it('identify one after the other, as often as Discord allows', async () => {
    const { url } = await startTestRedis();
    const discord = await startDiscordServer({ identifyPace: { maxConcurrency: 2, everyMs: 400 } });
    onTestFinished(() => discord.close());
    const start = async (shard: number) => {
      const { redis, leases } = open(url, `process ${shard}`);
      const turns = { scope: 'test', leases, onFault: () => undefined, everyMs: 500 };
      const client = new Client({
        intents: [GatewayIntentBits.Guilds],
        rest: { api: discord.apiUrl },
        shards: [shard],
        shardCount: 6,
        ws: { buildIdentifyThrottler: createIdentifyTurns(redis, turns) },
      });
      onTestFinished(() => client.destroy());
      const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
      await client.login(discord.token);
      await ready;
    };
    await Promise.all([0, 1, 2, 3, 4, 5].map(start));
    expect(discord.gateway.entries.identified).toBe(6);
    expect(discord.gateway.hasty).toBe(0);
  });

  it('are held by one process at a time: the next waits until they are given back', async () => {
    const { url } = await startTestRedis();
    const order: string[] = [];
    const { leases: old } = open(url, 'old');
    await old.take(0, signal);
    const waiting: number[] = [];
    const { leases: next } = open(url, 'next', (shard) => waiting.push(shard));
    await next.take(1, signal);
    const taken = next.take(0, signal).then(() => order.push('taken'));
    await sleep(600);
    order.push('given back');
    await old.giveBack();
    await taken;
    expect(order).toEqual(['given back', 'taken']);
    expect(waiting).toEqual([0]);
  });

  it('are free once their process is dead, and at once for its successor', async () => {
    const { url } = await startTestRedis();
    const { redis, leases: killed } = open(url, 'killed');
    await killed.take(0, signal);
    await killed.take(1, signal);
    redis.disconnect();
    const waiting: number[] = [];
    await open(url, 'killed', (shard) => waiting.push(shard)).leases.take(0, signal);
    expect(waiting).toEqual([]);
    await open(url, 'another', (shard) => waiting.push(shard)).leases.take(1, signal);
    expect(waiting).toEqual([1]);
  });

  it('are no longer waited for once the connection is closed', async () => {
    const { url } = await startTestRedis();
    await open(url, 'old').leases.take(0, signal);
    const closed = new AbortController();
    const taken = open(url, 'next').leases.take(0, closed.signal);
    closed.abort();
    await expect(taken).rejects.toThrow();
  });

  it.each<[string, (redis: TestRedis) => Promise<void>]>([
    [
      'is silent',
      async (redis) => {
        process.kill(redis.pid(), 'SIGSTOP');
        await sleep(AWAY_MS);
        process.kill(redis.pid(), 'SIGCONT');
      },
    ],
    ['is gone', (redis) => redis.restart({ awayMs: AWAY_MS })],
  ])('identify once, after a Redis that %s meanwhile', { timeout: 60_000 }, async (_how, outage) => {
    const redis = await startTestRedis();
    const discord = await startDiscordServer({ identifyPace: { maxConcurrency: 1, everyMs: 5000 } });
    onTestFinished(() => discord.close());
    const faults: unknown[] = [];
    const cluster = await openCluster({
      queueUrl: redis.url,
      dataDir: await tempDir(),
      token: discord.token,
      onFault: (error) => faults.push(error),
      onWait: () => undefined,
    });
    onTestFinished(() => cluster.close());
    const client = new Client({
      intents: [GatewayIntentBits.Guilds],
      rest: { api: discord.apiUrl },
      ws: { buildIdentifyThrottler: cluster.buildIdentifyThrottler! },
    });
    onTestFinished(() => client.destroy());
    const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
    const isBack = outage(redis);
    await client.login(discord.token);
    await ready;
    await isBack;
    await sleep(500);
    expect(discord.gateway.entries).toEqual({ identified: 1, resumed: 0 });
    expect(discord.gateway.hasty).toBe(0);
    expect(faults).not.toEqual([]);
  });

  it('are not asked for any longer once the connection is closed, and its answer counts for nothing', async () => {
    const redis = await startTestRedis();
    const { leases } = open(redis.url, 'process');
    process.kill(redis.pid(), 'SIGSTOP');
    const closed = new AbortController();
    const taken = leases.take(0, closed.signal);
    closed.abort(new Error('closed'));
    process.kill(redis.pid(), 'SIGCONT');
    await expect(taken).rejects.toThrow('closed');
  });
});
