import { AsyncLocalStorage } from 'node:async_hooks';
import KeyvPostgres from '@keyv/postgres';
import { Keyv } from 'keyv';
import pg from 'pg';
import {
  endOf,
  KEYS_AT_ONCE,
  KEYV_OPTIONS,
  LOCK_WAIT_MS,
  ROWS_AT_ONCE,
  type IndexConnection,
} from './index-engine.js';

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;
/** Servers that this process writes to at a time; each takes a connection. */
const MOST_LOCKS = 10;

/** @param uri - `postgresql://…`; the table `overtone_index` is made if it is not there. */
export async function connectToPostgres(uri: string): Promise<IndexConnection> {
  const store = new LockingPostgres({ uri, table: 'overtone_index' });
  await store.orderByBytes();
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store }),
    keys: (prefix) => store.keys(prefix),
    exclusive: (name, work) => store.exclusive(name, work),
  };
}

/** The order of a database need not be that of the bytes; some do not even see a colon. */
const BYTEWISE = `(key COLLATE "C")`;

interface Row {
  key: string;
  value: string;
}

/**
 * The adapter with pools of its own, and locks. The adapter's pool is shared by the whole process, ends for all when one
 * closes, has nobody who hears that the server went away, which ends the process, and its iteration calls rows that it
 * could not read the end: a sweep would remove the files of all of them.
 */
class LockingPostgres extends KeyvPostgres {
  /** No initialisers: the parent's constructor calls connect(), and they would run after it. */
  declare private pool: pg.Pool;
  declare private locks: pg.Pool;
  /** The connection that holds the lock of the work that runs. */
  declare private holder: AsyncLocalStorage<pg.PoolClient>;

  override connect(): ReturnType<KeyvPostgres['connect']> {
    const connectionString = this.opts.uri;
    this.pool = new pg.Pool({ connectionString, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    this.locks = new pg.Pool({
      connectionString,
      connectionTimeoutMillis: LOCK_WAIT_MS,
      max: MOST_LOCKS,
      lock_timeout: LOCK_WAIT_MS,
    });
    this.holder = new AsyncLocalStorage();
    // An idle connection that fails concerns nobody: the next query opens another and says what is wrong.
    for (const pool of [this.pool, this.locks]) pool.on('error', () => undefined);
    return Promise.resolve(async (sql: string, values?: unknown) => {
      // Work under a lock goes through the connection that holds it: if it is lost, both are.
      const connection = this.holder.getStore() ?? this.pool;
      const { rows } = await connection.query<Record<string, unknown>>(sql, values as unknown[]);
      return rows;
    });
  }

  async exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    const connection = await this.locks.connect();
    let fault: Error | undefined;
    // The next query is told of the error, too.
    const onError = (error: Error) => (fault = error);
    connection.on('error', onError);
    try {
      const lock = `hashtextextended($1, 0)`;
      const key = [`overtone:${name}`];
      await connection.query(`SELECT pg_advisory_lock(${lock})`, key);
      try {
        return await this.holder.run(connection, work);
      } finally {
        await connection.query(`SELECT pg_advisory_unlock(${lock})`, key).catch(onError);
      }
    } finally {
      connection.off('error', onError);
      // A connection that failed is closed, and its lock with it.
      connection.release(fault);
    }
  }

  /** Makes listings by prefix quick. Where it cannot be done, they take longer and say the same. */
  async orderByBytes(): Promise<void> {
    const { schema, table } = this.opts;
    const name = `${table}_bytewise`;
    await this.query(`CREATE INDEX IF NOT EXISTS ${name} ON ${schema}.${table} (${BYTEWISE})`).catch(
      () => undefined,
    );
  }

  async *keys(prefix: string): AsyncGenerator<string> {
    for await (const { key } of this.rowsFrom('key', prefix, KEYS_AT_ONCE)) yield key;
  }

  override async *iterator(): AsyncGenerator<[string, string], void> {
    for await (const { key, value } of this.rowsFrom('key, value', '', ROWS_AT_ONCE)) yield [key, value];
  }

  /** Rows whose keys begin so, in the order of their bytes, step by step: none takes long, however many there are. */
  private async *rowsFrom(columns: 'key' | 'key, value', prefix: string, limit: number): AsyncGenerator<Row> {
    const end = endOf(prefix);
    const bounds = end === undefined ? [] : [end];
    const sql = (from: string) =>
      `SELECT ${columns} FROM ${this.opts.schema}.${this.opts.table} WHERE ${BYTEWISE} ${from} $1 ` +
      `${end === undefined ? '' : `AND ${BYTEWISE} < $2`} ORDER BY ${BYTEWISE} LIMIT ${limit}`;
    let rows = (await this.query(sql('>='), [prefix, ...bounds])) as Row[];
    while (rows.length > 0) {
      yield* rows;
      if (rows.length < limit) return;
      rows = (await this.query(sql('>'), [rows.at(-1)!.key, ...bounds])) as Row[];
    }
  }

  override async disconnect(): Promise<void> {
    await Promise.all([this.pool.end(), this.locks.end()]);
  }
}
