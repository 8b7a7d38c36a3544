import { asStorage, storageError } from '../../domain/storage-error.js';
import { indexFault } from '../index-fault.js';
import { ROWS_AT_ONCE, type IndexConnection, type IndexEngine } from './index-engine.js';
import type { IndexTable } from './index-table.js';

/** The index over any engine that Keyv has an adapter for. */
export function keyvTable(
  { keyv, keys, exclusive }: IndexConnection,
  { isShared }: Pick<IndexEngine, 'isShared'>,
): IndexTable {
  return {
    isShared,
    get: <T>(key: string) => asStorage(() => read(() => keyv.get<T>(key))),
    getMany: <T>(wanted: readonly string[]) =>
      asStorage(async () => {
        const rows: (T | undefined)[] = [];
        for (const some of inSteps(wanted)) rows.push(...(await read(() => keyv.getMany<T>(some))));
        return rows;
      }),
    set: (key, value) =>
      asStorage(async () => {
        await keyv.set(key, value);
      }),
    delete: (key) =>
      asStorage(async () => {
        await keyv.delete(key);
      }),
    deleteMany: (going) =>
      asStorage(async () => {
        for (const some of inSteps(going)) await keyv.deleteMany(some);
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
    async *keys(prefix) {
      try {
        yield* keys(prefix);
      } catch (error) {
        throw storageError(error);
      }
    },
    keysWith: (prefix) =>
      asStorage(async () => {
        const found = new Set<string>();
        for await (const key of keys(prefix)) found.add(key);
        return [...found];
      }),
    exclusive: (name, work, signal) => (exclusive ? asStorage(() => exclusive(name, work, signal)) : work()),
    close: () => asStorage(() => keyv.disconnect()),
  };
}

/** Says what is wrong with an index that cannot be read, such as of a row that is no JSON. */
async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw indexFault(error);
  }
}

/** Few at a time: what one statement reads is parsed in one go, and nothing else happens meanwhile. */
function* inSteps(keys: readonly string[]): Generator<string[]> {
  for (let i = 0; i < keys.length; i += ROWS_AT_ONCE) yield keys.slice(i, i + ROWS_AT_ONCE);
}
