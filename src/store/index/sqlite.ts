import { access, mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type KeyvSqlite from '@keyv/sqlite';
import PQueue from 'p-queue';
import pRetry from 'p-retry';
import { hasCode } from '../file-fault.js';
import { indexFault } from '../index-fault.js';
import {
  endOf,
  KEYS_AT_ONCE,
  KEYV_OPTIONS,
  ROWS_AT_ONCE,
  type IndexConnection,
  type IndexEngine,
  type OpenOptions,
} from './index-engine.js';

/** How long another process' lock is waited for, in milliseconds: in use, and for a copy of it all. */
const BUSY_TIMEOUT_MS = 5000;
const COPY_TIMEOUT_MS = 30_000;
/** How long within SQLite itself, in milliseconds, where whoever waits holds one of the few threads of the process. */
const BUSY_STEP_MS = 20;

const pathOf = (url: string) => url.slice('sqlite://'.length);

/** An index in one file of this machine, which one bot uses at a time. */
export const sqlite: IndexEngine = {
  name: 'SQLite',
  schemes: ['sqlite'],
  example: 'sqlite://PATH',
  seenFrom: (url, folder) => `sqlite://${resolve(folder, pathOf(url))}`,
  isShared: false,
  open: openFile,
  snapshot: copyRows,
};

interface Row {
  key: string;
  value: string;
}

async function openFile(uri: string, { isInUse }: OpenOptions): Promise<IndexConnection> {
  const [{ Keyv }, { default: KeyvSqlite }] = await Promise.all([import('keyv'), import('@keyv/sqlite')]);
  await mkdir(dirname(pathOf(uri)), { recursive: true });
  const store = new KeyvSqlite({ uri, busyTimeout: BUSY_STEP_MS });
  store.query = oneAtATime(store.query);
  // The adapter's own iteration counts rows: it passes one by for each that is removed meanwhile.
  store.iterator = async function* () {
    for await (const { key, value } of rowsFrom(store, 'key, value', '', ROWS_AT_ONCE)) yield [key, value];
  };
  // The adapter rejects a promise of its own when it cannot connect; asking at once makes the fault ours.
  // What is deleted is overwritten, so that nothing of a clip remains in the file.
  await store.query('PRAGMA secure_delete = ON').catch((error: unknown) => {
    throw indexFault(error);
  });
  if (!isInUse) await refuseDamaged(store);
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store }),
    async *keys(prefix) {
      for await (const { key } of rowsFrom(store, 'key', prefix, KEYS_AT_ONCE)) yield key;
    },
  };
}

/**
 * A connection does one statement after the other in any case; those that wait for it would hold a thread each, and
 * nothing else, such as an answer to Discord, would get one while another process has the lock.
 */
function oneAtATime(query: KeyvSqlite['query']): KeyvSqlite['query'] {
  const line = new PQueue({ concurrency: 1 });
  return (sql, ...values) =>
    pRetry(() => line.add(() => query(sql, ...values)), {
      retries: Infinity,
      minTimeout: BUSY_STEP_MS,
      factor: 1,
      maxRetryTime: BUSY_TIMEOUT_MS,
      shouldRetry: ({ error }) => hasCode(error, 'SQLITE_BUSY'),
    });
}

/** Rows whose keys begin so, in order. Each step is a statement of its own, so that no lock is held between two. */
async function* rowsFrom(
  store: KeyvSqlite,
  columns: 'key' | 'key, value',
  prefix: string,
  limit: number,
): AsyncGenerator<Row> {
  const end = endOf(prefix);
  const bounds = end === undefined ? [] : [end];
  const sql = (from: string) =>
    `SELECT ${columns} FROM ${store.opts.table} WHERE key ${from} ? ${end === undefined ? '' : 'AND key < ?'} ` +
    `ORDER BY key LIMIT ${limit}`;
  let rows = (await store.query(sql('>='), prefix, ...bounds)) as Row[];
  while (rows.length > 0) {
    yield* rows;
    if (rows.length < limit) return;
    rows = (await store.query(sql('>'), rows.at(-1)!.key, ...bounds)) as Row[];
  }
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

/** Copies live rows, and nothing of what was deleted. A copy in one statement would keep all writers waiting. */
async function copyRows(uri: string, toPath: string): Promise<void> {
  const { default: KeyvSqlite } = await import('@keyv/sqlite');
  // SQLite would make a missing file, and call it an empty index.
  await access(pathOf(uri));
  await (await open(toPath, 'wx')).close();
  const [source, target] = [uri, `sqlite://${toPath}`].map(
    (place) => new KeyvSqlite({ uri: place, busyTimeout: COPY_TIMEOUT_MS }),
  ) as [KeyvSqlite, KeyvSqlite];
  for (const store of [source, target]) store.on('error', () => undefined);
  const insert = `INSERT INTO ${target.opts.table} (key, value) VALUES (?, ?)`;
  try {
    await target.query('BEGIN');
    for await (const { key, value } of rowsFrom(source, 'key, value', '', ROWS_AT_ONCE)) {
      await target.query(insert, key, value);
    }
    await target.query('COMMIT');
  } catch (error) {
    throw indexFault(error);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
}
