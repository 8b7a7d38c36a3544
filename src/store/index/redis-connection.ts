import { AsyncLocalStorage } from 'node:async_hooks';
import KeyvRedis, { type RedisClientType } from '@keyv/redis';
import { Keyv } from 'keyv';
import { CONNECT_TIMEOUT_MS, KEYS_AT_ONCE, KEYV_OPTIONS, type IndexConnection } from './index-engine.js';
import { noticeSilence } from './notice-silence.js';
import { FENCED_DELETE, FENCED_SET, withLock, type RedisLock, type Scripting } from './redis-lock.js';

/** Keeps our rows apart from a queue's, or anyone's, in the same database. */
const NAMESPACE = 'overtone';
const LONGEST_PAUSE_MS = 2000;

/** @param url - `redis://…` or `rediss://…`. */
export function connectToRedis(url: string): IndexConnection {
  const store = new LockingRedis(
    {
      url,
      // A command says at once that Redis is away, rather than wait for it without end.
      disableOfflineQueue: true,
      socket: {
        reconnectStrategy: (attempts: number) => Math.min(2 ** attempts * 100, LONGEST_PAUSE_MS),
        // A server that takes the connection and says nothing. Of one that was well, {@link noticeSilence} notices it.
        socketTimeout: CONNECT_TIMEOUT_MS,
      },
    },
    { namespace: NAMESPACE, throwOnErrors: true, connectionTimeout: CONNECT_TIMEOUT_MS },
  );
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, namespace: NAMESPACE, store }),
    keys: (prefix) => store.keys(prefix),
    exclusive: (name, work, signal) => store.exclusive(name, work, signal),
  };
}

/** What the adapter's type does not tell of one server's client. */
type Connection = Pick<RedisClientType, 'isReady' | 'ping'>;

/** The adapter with locks, and an iteration that names each row once. */
class LockingRedis extends KeyvRedis<string> {
  /** The lock of the work that runs. */
  private readonly holder = new AsyncLocalStorage<RedisLock>();
  /** Commands to a server that has fallen silent would wait without end; the next one connects anew. */
  private readonly asking = noticeSilence({
    isReady: () => this.client.isOpen && (this.client as Connection).isReady,
    ask: () => (this.client as Connection).ping(),
    giveUp: () => {
      void this.client.destroy();
    },
  });

  async exclusive<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const redis = await this.scripting();
    return withLock(redis, `${NAMESPACE}:lock:${name}`, (lock) => this.holder.run(lock, work), signal);
  }

  override async disconnect(force?: boolean): Promise<void> {
    // The adapter itself disconnects by force, to try again, from a server that it cannot reach.
    if (force !== true) this.asking.stop();
    await super.disconnect(force);
  }

  override async set(key: string, value: string, ttl?: number): Promise<void> {
    const lock = this.holder.getStore();
    if (!lock) return super.set(key, value, ttl);
    await this.fenced(FENCED_SET, lock, [key], [value]);
  }

  override async delete(key: string): Promise<boolean> {
    const lock = this.holder.getStore();
    if (!lock) return super.delete(key);
    return (await this.fenced(FENCED_DELETE, lock, [key])) !== 0;
  }

  override async deleteMany(keys: string[]): Promise<boolean> {
    const lock = this.holder.getStore();
    if (!lock) return super.deleteMany(keys);
    return (await this.fenced(FENCED_DELETE, lock, keys)) !== 0;
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    const redis = await this.scripting();
    const ours = `${NAMESPACE}${this.keyPrefixSeparator}`;
    let cursor = '0';
    do {
      const page = await redis.scan(cursor, { MATCH: `${ours}${prefix}*`, COUNT: KEYS_AT_ONCE });
      for (const key of page.keys) yield key.slice(ours.length);
      cursor = String(page.cursor);
    } while (cursor !== '0');
  }

  /**
   * SCAN may name a key twice while Redis makes its table larger or smaller; a clip must not count twice. A row that is
   * removed between SCAN and the reading of its value has none, and is passed over.
   */
  override async *iterator<T = string>(namespace?: string): AsyncGenerator<[string, T | undefined], void> {
    const seen = new Set<string>();
    for await (const row of super.iterator<T>(namespace)) {
      if (row[1] !== undefined && !seen.has(row[0])) yield row;
      seen.add(row[0]);
    }
  }

  private async fenced(
    script: string,
    lock: RedisLock,
    keys: string[],
    values: string[] = [],
  ): Promise<unknown> {
    const redis = await this.scripting();
    const ours = keys.map((key) => this.createKeyPrefix(key, NAMESPACE));
    return redis.eval(script, { keys: [lock.key, ...ours], arguments: [lock.token, ...values] });
  }

  /** One server, and no cluster of Redis: that is what the URL can name. */
  private async scripting() {
    return (await this.getClient()) as unknown as Scripting & {
      scan(
        cursor: string,
        options: { MATCH: string; COUNT: number },
      ): Promise<{ cursor: string | number; keys: string[] }>;
    };
  }
}
