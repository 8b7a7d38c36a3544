import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocketOptions } from 'discord.js';
import type { Redis } from 'ioredis';
import type { ShardLeases } from './shard-leases.js';

export type BuildIdentifyThrottler = NonNullable<WebSocketOptions['buildIdentifyThrottler']>;

/** Discord lets one shard of each `shard id % max_concurrency` start in 5 s; a little more for the way there. */
const EVERY_MS = 5500;

/**
 * Makes shards of all processes take turns to start; each turn is a key in Redis that expires. A shard that another
 * process still holds has to wait for it.
 */
export function createIdentifyTurns(
  redis: Redis,
  options: { scope: string; leases: ShardLeases; everyMs?: number },
): BuildIdentifyThrottler {
  const { scope, leases, everyMs = EVERY_MS } = options;
  return async (manager) => {
    const { session_start_limit: limit } = await manager.fetchGatewayInformation();
    return {
      async waitForIdentify(shardId, signal) {
        await leases.take(shardId, signal);
        const key = `${scope}:identify:${shardId % limit.max_concurrency}`;
        while (!(await redis.set(key, shardId, 'PX', everyMs, 'NX'))) {
          await sleep(Math.max(1, await redis.pttl(key)), undefined, { signal });
        }
      },
    };
  };
}
