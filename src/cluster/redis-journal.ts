import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import pRetry from 'p-retry';
import type { AnswerJournal, PendingAnswer, ResolveAnswer } from '../discord/pending-answers.js';
import type { Heartbeat } from './heartbeat.js';

/** Every script goes by Redis' own clock, which is one for all processes. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * Shows that a process lives, and drops its answers that would come too late. KEYS: its heartbeat, all processes, its
 * answers. ARGV: its name, how long that holds.
 */
const RENEW = `${NOW}
redis.call('SET', KEYS[1], '', 'PX', ARGV[2])
redis.call('SADD', KEYS[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
`;

/**
 * Moves all that another process left pending to the one that asks, unless the other is alive: one step for Redis, so
 * that no two get the same. KEYS: the other's heartbeat, its answers, all processes, own answers. ARGV: the other's
 * name, how long answers last, the own name: this may arrive when the one that asked is dead itself, and was recovered.
 */
const RECOVER = `${NOW}
if redis.call('EXISTS', KEYS[1]) == 1 then return end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('SADD', KEYS[3], ARGV[3])
  redis.call('ZUNIONSTORE', KEYS[4], 2, KEYS[4], KEYS[2])
  redis.call('PEXPIRE', KEYS[4], ARGV[2])
end
redis.call('DEL', KEYS[2])
redis.call('SREM', KEYS[3], ARGV[1])
`;

const FIRST_PAUSE_MS = 200;

/** How long Redis keeps a token after the last one was added: Discord takes it for 15 minutes. */
const TOKEN_MS = 15 * 60_000;

/**
 * The journal of a bot that is several processes: each keeps its pending answers under a name of its own, beside a key
 * that expires unless its heartbeat renews it, and makes up for what Redis could not be told. Whoever finds that key
 * expired recovers the answers. Keys have the names
 * that earlier releases gave them, so that the two recover each other's answers while one replaces the other.
 *
 * @param options.scope - What its keys begin with.
 * @param options.onFault - Told of what failed; the next heartbeat tries again.
 * @throws {Error} if Redis takes no heartbeat from the start.
 */
export async function openRedisJournal(
  redis: Redis,
  options: { scope: string; onFault: (error: unknown) => void; heartbeat: Heartbeat },
): Promise<AnswerJournal> {
  const { scope, onFault, heartbeat } = options;
  const self = randomUUID();
  const processes = `${scope}:gateways`;
  const heartbeatOf = (name: string) => `${scope}:gateway:${name}`;
  const answersOf = (name: string) => `${scope}:owed:${name}`;
  const own = answersOf(self);
  let resolve: ResolveAnswer | undefined;

  const renew = () => redis.eval(RENEW, 3, heartbeatOf(self), processes, own, self, heartbeat.ttlMs);
  /** What Redis could not be told yet, by interaction: of each the last alone counts. */
  const untold = new Map<string, () => Promise<unknown>>();
  const tell = async (interactionId: string, say: () => Promise<unknown>) => {
    untold.set(interactionId, say);
    await say();
    if (untold.get(interactionId) === say) untold.delete(interactionId);
  };
  /** Interactions that this process itself has promised an answer. */
  const inHand = new Set<string>();
  const remove = (answer: PendingAnswer) =>
    tell(answer.interactionId, async () => {
      await redis.zrem(own, JSON.stringify(answer));
      inHand.delete(answer.interactionId);
    });
  /** What lies in this process' name and is not in hand was left by another, be it that Redis' word of it got lost. */
  const resolveOthers = async (how: ResolveAnswer) => {
    const found = (await redis.zrange(own, '0', '-1')).map((text) => JSON.parse(text) as PendingAnswer);
    for (const answer of found.filter(({ interactionId }) => !inHand.has(interactionId))) {
      // An answer that cannot be resolved stays pending, for the next heartbeat.
      await how(answer).then(() => remove(answer), onFault);
    }
  };
  const recoverFrom = async (other: string) => {
    const keys = [heartbeatOf(other), answersOf(other), processes, own];
    await redis.eval(RECOVER, keys.length, ...keys, other, TOKEN_MS, self);
  };
  const tick = async () => {
    await renew();
    for (const [interactionId, say] of untold) await tell(interactionId, say);
    if (!resolve) return;
    for (const other of await redis.smembers(processes)) if (other !== self) await recoverFrom(other);
    await resolveOthers(resolve);
  };

  // A machine that is busy starting may hear an answer too late for the command's time limit.
  await pRetry(renew, { retries: 3, minTimeout: FIRST_PAUSE_MS });
  let work = Promise.resolve();
  const then = (step: () => Promise<void>) => {
    work = work.then(step).catch(onFault);
  };
  const timer = setInterval(() => {
    then(tick);
  }, heartbeat.intervalMs).unref();

  return {
    add(answer) {
      inHand.add(answer.interactionId);
      return tell(answer.interactionId, () =>
        redis
          .multi()
          .zadd(own, answer.expiresAt, JSON.stringify(answer))
          .pexpire(own, TOKEN_MS)
          // A Redis that was silent may hear of it when this process is dead, and was recovered: it is to be found again.
          .sadd(processes, self)
          .exec(),
      );
    },
    remove,
    recover(how) {
      resolve = how;
      then(tick);
    },
    async close() {
      clearInterval(timer);
      await work;
      // Answers that are still pending are free for the others at once.
      await redis.del(heartbeatOf(self));
    },
  };
}
