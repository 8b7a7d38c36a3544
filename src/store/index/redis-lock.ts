import { randomUUID } from 'node:crypto';
import { takeLock } from './take-lock.js';

/** A lock that is held: whoever finds another token under its key has lost it. */
export interface RedisLock {
  key: string;
  token: string;
}

/** What a lock needs of Redis' client. */
export interface Scripting {
  set(key: string, value: string, options: { PX: number; NX: true }): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** A lock that nobody renews expires after so long, in milliseconds: a process that dies holds up the others no longer. */
const TTL_MS = 10_000;

const IS_MINE = `redis.call('GET', KEYS[1]) == ARGV[1]`;
const EXTEND = `if ${IS_MINE} then redis.call('PEXPIRE', KEYS[1], ${TTL_MS}) end`;
const RELEASE = `if ${IS_MINE} then redis.call('DEL', KEYS[1]) end`;
/** Redis runs a script as one step: what is written is written while the lock holds, or not at all. */
const FENCE = `if not (${IS_MINE}) then return redis.error_reply('LOCK another process has taken over') end `;
export const FENCED_SET = `${FENCE} return redis.call('SET', KEYS[2], ARGV[2])`;
export const FENCED_DELETE = `${FENCE} return redis.call('UNLINK', unpack(KEYS, 2))`;

/**
 * Does some work under a lock that is renewed as long as it takes.
 *
 * @throws {Error} if it is not to be had in time; the signal's reason.
 */
export async function withLock<T>(
  redis: Scripting,
  key: string,
  work: (lock: RedisLock) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const lock = { key, token: randomUUID() };
  const given = { keys: [key], arguments: [lock.token] };
  const ask = async () => (await redis.set(key, lock.token, { PX: TTL_MS, NX: true })) !== null;
  await takeLock(key, ask, signal);
  const renewal = setInterval(() => {
    // Where the lock is lost, what the work writes fails.
    redis.eval(EXTEND, given).catch(() => undefined);
  }, TTL_MS / 3);
  try {
    return await work(lock);
  } finally {
    clearInterval(renewal);
    // A lock that cannot be released expires.
    await redis.eval(RELEASE, given).catch(() => undefined);
  }
}
