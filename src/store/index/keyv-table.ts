import { asStorage } from '../../domain/storage-error.js';
import { indexFault } from '../index-fault.js';
import type { IndexConnection, IndexEngine } from './index-engine.js';
import type { IndexTable } from './index-table.js';

/** Rows that one statement deletes: SQLite's adapter looks each of them up in all the others. */
const ROWS_AT_ONCE = 500;

/** The index over any engine that Keyv has an adapter for. */
export function keyvTable(
  { keyv, keysWith, exclusive }: IndexConnection,
  { isShared }: Pick<IndexEngine, 'isShared'>,
): IndexTable {
  return {
    isShared,
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
    keysWith: (prefix) => asStorage(() => keysWith(prefix)),
    exclusive: (name, work) => (exclusive ? asStorage(() => exclusive(name, work)) : work()),
    close: () => asStorage(() => keyv.disconnect()),
  };
}
