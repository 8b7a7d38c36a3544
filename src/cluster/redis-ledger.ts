import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Ledger, OwedAnswer, Settle } from '../discord/ledger.js';
import type { Pulse } from './pulse.js';

/**
 * Moves all that a process owed to the one that asks, unless it lives: one step for Redis, so that no two get the same.
 * KEYS: the other's life, its answers, all processes, own answers. ARGV: the other's name, now, how long they last.
 */
const CLAIM = `
if redis.call('EXISTS', KEYS[1]) == 1 then return {} end
local owed = redis.call('ZRANGE', KEYS[2], '(' .. ARGV[2], '+inf', 'BYSCORE')
if #owed > 0 then
  redis.call('ZUNIONSTORE', KEYS[4], 2, KEYS[4], KEYS[2])
  redis.call('PEXPIRE', KEYS[4], ARGV[3])
end
redis.call('DEL', KEYS[2])
redis.call('SREM', KEYS[3], ARGV[1])
return owed
`;

/** How long Redis keeps a token after the last one was added: Discord takes it for 15 minutes. */
const TOKEN_MS = 15 * 60_000;

/**
 * The ledger of a bot that is several processes: each keeps what it owes under a name of its own, beside a key that
 * lapses unless it is renewed. Whoever finds it lapsed takes the answers over.
 *
 * @param options.scope - What its keys begin with.
 * @param options.onFault - Told of what failed; the next beat tries again.
 */
export async function openRedisLedger(
  redis: Redis,
  options: { scope: string; onFault: (error: unknown) => void; pulse: Pulse },
): Promise<Ledger> {
  const { scope, onFault, pulse } = options;
  const self = randomUUID();
  const processes = `${scope}:gateways`;
  const lifeOf = (name: string) => `${scope}:gateway:${name}`;
  const owedBy = (name: string) => `${scope}:owed:${name}`;
  const own = owedBy(self);
  let settle: Settle | undefined;

  const beat = () =>
    redis
      .multi()
      .set(lifeOf(self), '', 'PX', pulse.lapseMs)
      .sadd(processes, self)
      .zremrangebyscore(own, '-inf', Date.now())
      .exec();
  const strike = async (owed: OwedAnswer) => {
    await redis.zrem(own, JSON.stringify(owed));
  };
  const settleAll = async (found: readonly string[]) => {
    for (const text of found) {
      const owed = JSON.parse(text) as OwedAnswer;
      // One that fails stays owed, by this process now.
      await settle?.(owed).then(() => strike(owed), onFault);
    }
  };
  const claim = async (other: string) => {
    const keys = [lifeOf(other), owedBy(other), processes, own];
    await settleAll((await redis.eval(CLAIM, keys.length, ...keys, other, Date.now(), TOKEN_MS)) as string[]);
  };
  const tick = async () => {
    await beat();
    if (!settle) return;
    for (const other of await redis.smembers(processes)) if (other !== self) await claim(other);
  };

  await beat();
  let work = Promise.resolve();
  const then = (step: () => Promise<void>) => {
    work = work.then(step).catch(onFault);
  };
  const timer = setInterval(() => {
    then(tick);
  }, pulse.beatMs).unref();

  return {
    async enter(owed) {
      await redis.multi().zadd(own, owed.expiresAt, JSON.stringify(owed)).pexpire(own, TOKEN_MS).exec();
    },
    strike,
    takeOver(how) {
      settle = how;
      then(tick);
    },
    async close() {
      clearInterval(timer);
      await work;
      // What is still owed is for the others at once.
      await redis.del(lifeOf(self));
    },
  };
}
