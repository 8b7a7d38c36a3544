import { Redis } from 'ioredis';

/** An interaction must be acknowledged within 3 s: nobody waits for Redis longer than this, in milliseconds. */
const COMMAND_MS = 500;

/**
 * Connects to Redis; what is lost later is connected again.
 *
 * @param onFault - Told once of each outage.
 * @throws {Error} if there is none to begin with; it says what to do.
 */
export async function connectRedis(url: string, onFault: (error: unknown) => void): Promise<Redis> {
  const redis = new Redis(url, { lazyConnect: true, commandTimeout: COMMAND_MS });
  let fault: unknown;
  redis.on('ready', () => {
    fault = undefined;
  });
  redis.on('error', (error) => {
    if (fault === undefined) onFault(error);
    fault = error;
  });
  const isConnected = await redis.connect().then(
    () => true,
    () => false,
  );
  if (isConnected) return redis;
  redis.disconnect();
  // What connect() rejects with says only that there is no connection.
  throw new Error('QUEUE_URL names a Redis that cannot be used: start it, or correct the address', {
    cause: fault,
  });
}
