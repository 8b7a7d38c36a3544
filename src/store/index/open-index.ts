import { Keyv } from 'keyv';
import { asStorage } from '../../domain/storage-error.js';
import { KEYV_OPTIONS, type IndexEngine } from './index-engine.js';
import type { IndexTable } from './index-table.js';
import { keyvTable } from './keyv-table.js';
import { sqliteEngine } from './sqlite.js';

/** By the URL's scheme. Engines that others keep are loaded only where they are used. */
const ENGINES: Readonly<Record<string, (url: string) => IndexEngine | Promise<IndexEngine>>> = {
  memory: memoryEngine,
  sqlite: sqliteEngine,
  postgresql: async (url) => (await import('./postgres.js')).postgresEngine(url),
  redis: async (url) => (await import('./redis.js')).redisEngine(url),
  rediss: async (url) => (await import('./redis.js')).redisEngine(url),
};

const UNREACHABLE = 'the index cannot be read: check INDEX_URL, and that its engine is running';
const isRemote = (url: string) => !/^(sqlite|memory):/.test(url);

/**
 * Opens the index.
 *
 * @param url - `sqlite://PATH` (made if it is not there), `postgresql://…`, `redis://…`, `rediss://…`, or `memory:`
 *   (lost at the end of the process).
 * @throws UserError `STORAGE_FAILED` if it cannot be opened and read; the cause says what to do.
 * @throws {TypeError} if the URL names no known engine.
 */
export async function openIndex(url: string): Promise<IndexTable> {
  return asStorage(async () => {
    const open = ENGINES[url.slice(0, url.indexOf(':'))];
    if (!open) {
      throw new TypeError('INDEX_URL must start with sqlite://, postgresql:// or redis://, or be memory:');
    }
    const engine = await open(url);
    const { keyv } = engine;
    // Keyv rethrows what it emits; without a listener Node would end the process instead.
    keyv.on('error', () => undefined);
    try {
      await keyv.get('overtone:opened');
    } catch (error) {
      await keyv.disconnect().catch(() => undefined);
      throw isRemote(url) ? new Error(UNREACHABLE, { cause: error }) : error;
    }
    return keyvTable(engine);
  });
}

function memoryEngine(): IndexEngine {
  const rows = new Map<string, unknown>();
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store: rows }),
    keysWith: (prefix) => Promise.resolve([...rows.keys()].filter((key) => key.startsWith(prefix))),
  };
}
