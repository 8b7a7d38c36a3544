import { Client, Events, GatewayIntentBits } from 'discord.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentifyTurns } from '../../src/cluster/identify-turns.js';
import { startDiscordServer } from '../../src/sandbox/discord/index.js';
import { redisClient, redisServer, redisTitle, startRedis } from '../helpers/redis.js';

describe.skipIf(redisServer === undefined)(`shards of several processes${redisTitle}`, () => {
  it('identify one after the other, as often as Discord allows', async () => {
    const { url } = await startRedis();
    const discord = await startDiscordServer({ identifyPace: { maxConcurrency: 2, everyMs: 400 } });
    onTestFinished(() => discord.close());
    const start = async (shard: number) => {
      const client = new Client({
        intents: [GatewayIntentBits.Guilds],
        rest: { api: discord.apiUrl },
        shards: [shard],
        shardCount: 6,
        ws: { buildIdentifyThrottler: createIdentifyTurns(redisClient(url), 'test', 500) },
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
});
