import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Heartbeat } from './heartbeat.js';
import { keepAsking } from './keep-asking.js';

/** Takes or renews a lease. KEYS: the lease. ARGV: who asks, for how long. Returns how long to wait, 0 once it is held. */
const TAKE = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return math.max(1, redis.call('PTTL', KEYS[1])) end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 0
`;
/** Gives a lease back, unless another has it. KEYS: the lease. ARGV: who asks. */
const GIVE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Longest wait before a lease is asked for again, in milliseconds: its holder may give it back early. */
const LOOK_AGAIN_MS = 1000;

/** Keeps each shard in one process at a time: of two, both would answer every member. */
export interface ShardLeases {
  /** Waits until no other process holds the shard, however long Redis does not say, then holds it until the end. */
  take(shard: number, signal: AbortSignal): Promise<void>;
  /** Gives all leases back; comes after the shards' end. */
  giveBack(): Promise<void>;
}

/**
 * @param options.holder - Who holds them; a process that takes the place of one that was killed has its name, and need
 *   not wait.
 * @param options.onWait - Told that another process holds a shard.
 */
export function createShardLeases(
  redis: Redis,
  options: {
    scope: string;
    holder: string;
    heartbeat: Heartbeat;
    onWait: (shard: number) => void;
    onFault: (error: unknown) => void;
  },
): ShardLeases {
  const { scope, holder, heartbeat, onWait, onFault } = options;
  const held = new Set<number>();
  const leaseOf = (shard: number) => `${scope}:shard:${shard}`;
  const ask = async (shard: number) =>
    (await redis.eval(TAKE, 1, leaseOf(shard), holder, heartbeat.ttlMs)) as number;

  const renew = async (shard: number) => {
    if ((await ask(shard)) === 0) return;
    held.delete(shard);
    onFault(new Error(`shard ${shard} is held by another process, too: stop one of them`));
  };
  const renewal = setInterval(() => {
    Promise.all([...held].map(renew)).catch(onFault);
  }, heartbeat.intervalMs).unref();

  return {
    async take(shard, signal) {
      const askOn = () => keepAsking(() => ask(shard), { signal, onFault });
      let waitMs = await askOn();
      if (waitMs > 0) onWait(shard);
      while (waitMs > 0) {
        await sleep(Math.min(waitMs, LOOK_AGAIN_MS), undefined, { signal });
        waitMs = await askOn();
      }
      held.add(shard);
    },
    async giveBack() {
      clearInterval(renewal);
      for (const shard of held) await redis.eval(GIVE, 1, leaseOf(shard), holder);
    },
  };
}
