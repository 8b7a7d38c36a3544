import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import { KEYV_OPTIONS } from './keyv-table.js';

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;
/** Keeps our rows apart from a queue's, or anyone's, in the same database. */
const NAMESPACE = 'overtone';
const LONGEST_PAUSE_MS = 2000;

/** @param url - `redis://…` or `rediss://…`. */
export function redisKeyv(url: string): Keyv {
  const store = new DistinctRedis(
    {
      url,
      // A command says at once that Redis is away, rather than wait for it without end.
      disableOfflineQueue: true,
      socket: { reconnectStrategy: (attempts: number) => Math.min(2 ** attempts * 100, LONGEST_PAUSE_MS) },
    },
    { namespace: NAMESPACE, throwOnErrors: true, connectionTimeout: CONNECT_TIMEOUT_MS },
  );
  return new Keyv({ ...KEYV_OPTIONS, namespace: NAMESPACE, store });
}

/** SCAN may name a key twice while Redis makes its table larger or smaller; a clip must not count twice. */
class DistinctRedis extends KeyvRedis<string> {
  override async *iterator<T = string>(namespace?: string): AsyncGenerator<[string, T | undefined], void> {
    const seen = new Set<string>();
    for await (const row of super.iterator<T>(namespace)) {
      if (!seen.has(row[0])) yield row;
      seen.add(row[0]);
    }
  }
}
