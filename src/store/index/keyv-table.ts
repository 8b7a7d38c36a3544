import type { Keyv, KeyvOptions } from 'keyv';
import { asStorage } from '../../domain/storage-error.js';
import { indexFault } from '../index-fault.js';
import type { IndexTable } from './index-table.js';

/** Rows that one step of an iteration reads; the adapters' own default is 10. */
export const ITERATION_ROWS = 1000;
/** Rows that one statement deletes; SQLite's adapter looks each of them up in all the others. */
const ROWS_AT_ONCE = 500;

/**
 * For each engine but Redis: one Keyv without a namespace, since two on one SQLite adapter clear each other, and one
 * hides rows from iteration. Without `throwOnErrors` a read that fails looks like a missing key.
 */
export const KEYV_OPTIONS = {
  throwOnErrors: true,
  namespace: '',
  useKeyPrefix: false,
} satisfies KeyvOptions;

/** The index over any engine that Keyv has an adapter for. */
export function keyvTable(keyv: Keyv): IndexTable {
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
