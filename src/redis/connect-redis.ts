import { Redis, type RedisOptions } from 'ioredis';

/** A function that is told of what has failed; the connection mends itself. */
export type OnFault = (error: unknown) => void;

/** Longest wait between two attempts to connect, in milliseconds, and how long one may take. */
const MAX_RETRY_MS = 2000;
const CONNECT_MS = 5000;
/** A host that is frozen, or cut off, closes no connection: one on which an answer takes so long, in milliseconds, is given up. */
const SILENCE_MS = 5000;

/** Options of a connection whose commands may block, as BullMQ's do, for 10 s at most, and wait for Redis without end. */
export const BLOCKING = { maxRetriesPerRequest: null, socketTimeout: 15_000 } as const;

/**
 * Connects to Redis, now or as soon as it is there, and again whenever the connection is lost, or silent.
 *
 * @param onFault - Told once of each outage.
 * @param options - How long commands wait: for an answer, for a connection. `socketTimeout`: how long a connection may
 *   be silent while an answer is due, in milliseconds; must be longer than commands may block. Default: 5000.
 */
export function connectRedis(
  url: string,
  onFault: OnFault,
  options: Pick<
    RedisOptions,
    'commandTimeout' | 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'socketTimeout'
  >,
): Redis {
  const redis = new Redis(url, {
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    ...options,
    retryStrategy: (times) => Math.min(times * 100, MAX_RETRY_MS),
  });
  let isTold = false;
  redis.on('ready', () => {
    isTold = false;
  });
  redis.on('error', (error) => {
    if (!isTold) onFault(error);
    isTold = true;
  });
  return redis;
}

/** Resolves once a new connection stands, with nothing, or has failed for the first time, with why. */
export function firstAttempt(redis: Redis): Promise<Error | undefined> {
  return new Promise((resolve) => {
    redis.once('ready', () => {
      resolve(undefined);
    });
    redis.once('error', resolve);
  });
}
