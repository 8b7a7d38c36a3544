import { access, mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type KeyvSqlite from '@keyv/sqlite';
import { indexFault } from '../index-fault.js';
import { ITERATION_ROWS, KEYV_OPTIONS, type IndexConnection, type IndexEngine } from './index-engine.js';

/** How long SQLite waits for another process' lock, in milliseconds: in use, and for a copy of it all. */
const BUSY_TIMEOUT_MS = 5000;
const COPY_TIMEOUT_MS = 30_000;

const pathOf = (url: string) => url.slice('sqlite://'.length);

/** An index in one file of this machine, which one bot uses at a time. */
export const sqlite: IndexEngine = {
  name: 'SQLite',
  schemes: ['sqlite'],
  example: 'sqlite://PATH',
  seenFrom: (url, folder) => `sqlite://${resolve(folder, pathOf(url))}`,
  isShared: false,
  open: openFile,
  snapshot: copyFile,
};

async function openFile(uri: string): Promise<IndexConnection> {
  const [{ Keyv }, { default: KeyvSqlite }] = await Promise.all([import('keyv'), import('@keyv/sqlite')]);
  await mkdir(dirname(pathOf(uri)), { recursive: true });
  const store = new KeyvSqlite({ uri, busyTimeout: BUSY_TIMEOUT_MS, iterationLimit: ITERATION_ROWS });
  // The adapter rejects a promise of its own when it cannot connect; asking at once makes the fault ours.
  // What is deleted is overwritten, so that nothing of a clip remains in the file.
  await store.query('PRAGMA secure_delete = ON').catch((error: unknown) => {
    throw indexFault(error);
  });
  await refuseDamaged(store);
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store }),
    async keysWith(prefix) {
      // Keys with a prefix lie between it and the same prefix with the next character at its end.
      const next = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
      const sql = `SELECT key FROM ${store.opts.table} WHERE key >= ? AND key < ?`;
      const rows = (await store.query(sql, prefix, next)) as { key: string }[];
      return rows.map(({ key }) => key);
    },
  };
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

async function copyFile(uri: string, toPath: string): Promise<void> {
  const { default: KeyvSqlite } = await import('@keyv/sqlite');
  // SQLite would make a missing file, and call it an empty index.
  await access(pathOf(uri));
  const source = new KeyvSqlite({ uri, busyTimeout: COPY_TIMEOUT_MS });
  source.on('error', () => undefined);
  try {
    // The copy holds live rows alone, nothing of what was deleted.
    await source.query('VACUUM INTO ?', toPath);
  } finally {
    await source.close();
  }
}
