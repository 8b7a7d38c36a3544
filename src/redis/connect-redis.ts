import { Redis, type RedisOptions } from 'ioredis';

/** A function that is told of what has failed; the connection mends itself. */
export type OnFault = (error: unknown) => void;

/** Longest wait between two attempts to connect, in milliseconds, and how long one may take. */
const MAX_RETRY_MS = 2000;
const CONNECT_MS = 5000;
/** A host that is frozen, or cut off, closes no connection: one on which an answer takes so long, in milliseconds, is given up. */
const SILENCE_MS = 5000;

/** Commands that wait for something to happen may block for so long, in milliseconds: well within that silence. */
export const LONGEST_BLOCK_MS = 2000;

/**
 * Connects to Redis, now or as soon as it is there, and again whenever the connection is lost, or silent.
 *
 * @param onFault - Told once of each outage.
 * @param options - How long commands wait: for an answer, for a connection.
 */
export function connectRedis(
  url: string,
  onFault: OnFault,
  options: Pick<RedisOptions, 'commandTimeout' | 'enableOfflineQueue' | 'maxRetriesPerRequest'>,
): Redis {
  const redis = new Redis(url, {
    ...options,
    connectTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
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

/** Asks whether Redis is there; where there is no connection, a command would wait for one. */
export async function doesAnswer(redis: Redis): Promise<boolean> {
  if (redis.status !== 'ready') return false;
  await redis.ping();
  return true;
}

/** The time by Redis' clock, which is one for all processes, in milliseconds since the Unix epoch. */
export async function timeOf(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}
