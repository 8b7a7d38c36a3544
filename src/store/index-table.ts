import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import KeyvSqlite from '@keyv/sqlite';
import { Keyv } from 'keyv';
import { asStorage } from '../domain/storage-error.js';
import { indexFault } from './index-fault.js';

/** Rows that one step of an iteration reads from SQLite; the adapter's own default is 10. */
const ITERATION_ROWS = 1000;
/** Rows that one statement deletes; the adapter looks each of them up in all the others. */
const ROWS_AT_ONCE = 500;
/** How long SQLite waits for another process' lock, in milliseconds. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * The index as the store sees it: a table of JSON values under explicit keys.
 *
 * One Keyv without a namespace (two on one SQLite adapter clear each other, and one hides rows from iteration), never cleared as a whole, and
 * failing loudly: without `throwOnErrors` a read that fails looks like a missing key.
 */
export interface IndexTable {
  get<T>(key: string): Promise<T | undefined>;
  getMany<T>(keys: readonly string[]): Promise<(T | undefined)[]>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  deleteMany(keys: readonly string[]): Promise<void>;
  /** Every row. Rows must not be written while it runs. */
  entries(): AsyncGenerator<[key: string, value: unknown]>;
  close(): Promise<void>;
}

/**
 * Opens the index.
 *
 * @param url - `sqlite://PATH` (made if it is not there) or `memory:` (lost at the end of the process).
 * @throws UserError `STORAGE_FAILED` if it cannot be opened and read; the cause says what to do.
 * @throws {TypeError} if the URL names no known engine.
 */
export async function openIndex(url: string): Promise<IndexTable> {
  return asStorage(async () => {
    const keyv = await createKeyv(url);
    // Keyv rethrows what it emits; without a listener Node would end the process instead.
    keyv.on('error', () => undefined);
    await keyv.get('overtone:opened');
    return wrap(keyv);
  });
}

async function createKeyv(url: string): Promise<Keyv> {
  const options = { throwOnErrors: true, namespace: '', useKeyPrefix: false };
  if (url === 'memory:') return new Keyv(options);
  if (!url.startsWith('sqlite://')) throw new TypeError('INDEX_URL must start with sqlite:// or be memory:');
  await mkdir(dirname(url.slice('sqlite://'.length)), { recursive: true });
  const store = new KeyvSqlite({ uri: url, busyTimeout: BUSY_TIMEOUT_MS, iterationLimit: ITERATION_ROWS });
  // The adapter rejects a promise of its own when it cannot connect; asking at once makes the fault ours.
  // What is deleted is overwritten, so that nothing of a clip remains in the file.
  await store.query('PRAGMA secure_delete = ON').catch((error: unknown) => {
    throw indexFault(error);
  });
  await refuseDamaged(store);
  return new Keyv({ ...options, store });
}

/** Rows that damage has hidden would look like clips to sweep away. */
async function refuseDamaged(store: KeyvSqlite): Promise<void> {
  try {
    const found = (await store.query('PRAGMA quick_check(1)')) as { quick_check: string }[];
    const [fault] = found.map(({ quick_check }) => quick_check).filter((said) => said !== 'ok');
    if (fault !== undefined) throw Object.assign(new Error(fault), { code: 'SQLITE_CORRUPT' });
  } catch (error) {
    await store.close().catch(() => undefined);
    throw indexFault(error);
  }
}

function wrap(keyv: Keyv): IndexTable {
  return {
    get: <T>(key: string) => asStorage(() => keyv.get<T>(key)),
    getMany: <T>(keys: readonly string[]) =>
      asStorage(async () => (keys.length === 0 ? [] : await keyv.getMany<T>([...keys]))),
    set: (key, value) =>
      asStorage(async () => {
        await keyv.set(key, value);
      }),
    delete: (key) =>
      asStorage(async () => {
        await keyv.delete(key);
      }),
    deleteMany: (keys) =>
      asStorage(async () => {
        for (let i = 0; i < keys.length; i += ROWS_AT_ONCE) {
          await keyv.deleteMany(keys.slice(i, i + ROWS_AT_ONCE));
        }
      }),
    async *entries() {
      if (!keyv.iterator) throw new TypeError('this index cannot list its rows');
      try {
        for await (const [key, value] of keyv.iterator(undefined) as AsyncGenerator<[string, unknown]>) {
          yield [key, value];
        }
      } catch (error) {
        throw indexFault(error);
      }
    },
    close: () => asStorage(() => keyv.disconnect()),
  };
}
