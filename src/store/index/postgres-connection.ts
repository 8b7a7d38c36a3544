import { AsyncLocalStorage } from 'node:async_hooks';
import KeyvPostgres from '@keyv/postgres';
import { Keyv } from 'keyv';
import pg from 'pg';
import { ITERATION_ROWS, KEYV_OPTIONS, LOCK_WAIT_MS, type IndexConnection } from './index-engine.js';

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;
/** Servers that this process writes to at a time; each takes a connection. */
const MOST_LOCKS = 10;

/** @param uri - `postgresql://…`; the table `overtone_index` is made if it is not there. */
export function connectToPostgres(uri: string): IndexConnection {
  const store = new LockingPostgres({ uri, table: 'overtone_index' });
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store }),
    keysWith: (prefix) => store.keysWith(prefix),
    exclusive: (name, work) => store.exclusive(name, work),
  };
}

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

  async keysWith(prefix: string): Promise<string[]> {
    const rows = (await this.query(
      `SELECT key FROM ${this.opts.schema}.${this.opts.table} WHERE starts_with(key, $1)`,
      [prefix],
    )) as Pick<Row, 'key'>[];
    return rows.map(({ key }) => key);
  }

  override async *iterator(): AsyncGenerator<[string, string], void> {
    let after = '';
    for (;;) {
      const rows = (await this.query(
        `SELECT key, value FROM ${this.opts.schema}.${this.opts.table} WHERE key > $1 ORDER BY key LIMIT $2`,
        [after, ITERATION_ROWS],
      )) as Row[];
      for (const { key, value } of rows) yield [key, value];
      if (rows.length < ITERATION_ROWS) return;
      after = rows.at(-1)!.key;
    }
  }

  override async disconnect(): Promise<void> {
    await Promise.all([this.pool.end(), this.locks.end()]);
  }
}
