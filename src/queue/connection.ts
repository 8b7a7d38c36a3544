import { Redis } from 'ioredis';

/** Told of what has failed; it goes on by itself. */
export type OnFault = (error: unknown) => void;

/** What begins every key of ours. The braces keep them on one node of a Redis cluster, where scripts need them. */
export const PREFIX = '{overtone}';

/** As ioredis has them. */
interface ConnectionOptions {
  enableOfflineQueue?: boolean;
  commandTimeout?: number;
  maxRetriesPerRequest?: number | null;
}

/** Longest wait between two attempts to connect, in milliseconds. */
const MOST_RETRY_MS = 2000;

/**
 * Connects to Redis, now or as soon as it is there, and again whenever the connection is lost.
 *
 * @param onFault - Told once of each outage.
 */
export function connectRedis(url: string, onFault: OnFault, options: ConnectionOptions): Redis {
  const redis = new Redis(url, {
    ...options,
    retryStrategy: (times) => Math.min(times * 100, MOST_RETRY_MS),
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

/** Resolves once a new connection stands, or has failed for the first time. */
export function firstAttempt(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['ready', 'error']) {
      redis.once(event, () => {
        resolve();
      });
    }
  });
}
