import { setTimeout as sleep } from 'node:timers/promises';
import type { WebSocketOptions } from 'discord.js';
import type { Redis } from 'ioredis';
import { keepAsking } from './keep-asking.js';
import type { ShardLeases } from './shard-leases.js';

export type BuildIdentifyThrottler = NonNullable<WebSocketOptions['buildIdentifyThrottler']>;

/** Discord lets one shard of each `shard id % max_concurrency` start in 5 s; a little more for the way there. */
const EVERY_MS = 5500;

/**
 * Makes shards of all processes take turns to start; each turn is a key in Redis that expires. A shard that another
 * process still holds has to wait for it.
 *
 * A shard that has no answer keeps asking. discord.js would take a rejection for a reason to connect anew, and identify
 * on the way, turn or none.
 *
 * @param options.onFault - Told of what a shard waits for without an answer.
 */
export function createIdentifyTurns(
  redis: Redis,
  options: { scope: string; leases: ShardLeases; onFault: (error: unknown) => void; everyMs?: number },
): BuildIdentifyThrottler {
  const { scope, leases, onFault, everyMs = EVERY_MS } = options;
  return (manager) => ({
    async waitForIdentify(shardId, signal) {
      const patience = { signal, onFault };
      await leases.take(shardId, signal);
      const { session_start_limit: limit } = await keepAsking(
        () => manager.fetchGatewayInformation(),
        patience,
      );
      const key = `${scope}:identify:${shardId % limit.max_concurrency}`;
      const takeTurn = () => redis.set(key, shardId, 'PX', everyMs, 'NX');
      while (!(await keepAsking(takeTurn, patience))) {
        const waitMs = await keepAsking(() => redis.pttl(key), patience);
        await sleep(Math.max(1, waitMs), undefined, { signal });
      }
    },
  });
}
