import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import KeyvPostgres from '@keyv/postgres';
import { Keyv } from 'keyv';
import pg from 'pg';
import PQueue from 'p-queue';
import { waitInLine } from '../../domain/wait-in-line.js';
import {
  CONNECT_TIMEOUT_MS,
  endOf,
  KEYS_AT_ONCE,
  KEYV_OPTIONS,
  ROWS_AT_ONCE,
  type IndexConnection,
} from './index-engine.js';
import { takeLock } from './take-lock.js';

/** A server that has not answered a statement for so long, in milliseconds, has fallen silent; none here takes a second. */
const ANSWER_WITHIN_MS = 5000;
/** The server ends a session that holds a lock and asks nothing for so long, in milliseconds. */
const ABANDONED_MS = 10_000;
/** How long is waited for a server's goodbye, in milliseconds. */
const CLOSE_WITHIN_MS = 2000;
/** Servers that this process writes to at a time; each takes a connection. */
const MOST_LOCKS = 10;

/** @param uri - `postgresql://…`; the table `overtone_index` is made if it is not there. */
export async function connectToPostgres(uri: string): Promise<IndexConnection> {
  const store = new LockingPostgres({ uri, table: 'overtone_index' });
  await store.orderByBytes();
  return {
    keyv: new Keyv({ ...KEYV_OPTIONS, store }),
    keys: (prefix) => store.keys(prefix),
    exclusive: (name, work, signal) => store.exclusive(name, work, signal),
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
  declare private lockLine: PQueue;
  /** The connection that holds the lock of the work that runs. */
  declare private holder: AsyncLocalStorage<Held>;

  override connect(): ReturnType<KeyvPostgres['connect']> {
    const options = {
      connectionString: this.opts.uri,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: ANSWER_WITHIN_MS,
      keepAlive: true,
    };
    this.pool = new pg.Pool(options);
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- The pool waits for it; its type does not say so.
    this.locks = new pg.Pool({ ...options, max: MOST_LOCKS, onConnect: giveUpAbandoned });
    this.lockLine = new PQueue({ concurrency: MOST_LOCKS });
    this.holder = new AsyncLocalStorage();
    // An idle connection that fails concerns nobody: the next query opens another and says what is wrong.
    for (const pool of [this.pool, this.locks]) pool.on('error', () => undefined);
    return Promise.resolve(async (sql: string, values?: unknown) => {
      // Work under a lock goes through the connection that holds it: if it is lost, both are.
      const connection = this.holder.getStore() ?? this.pool;
      const { rows } = await connection.query(sql, values as unknown[]);
      return rows as Record<string, unknown>[];
    });
  }

  exclusive<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const join = (begin: () => Promise<T>, left: AbortSignal) => this.lockLine.add(begin, { signal: left });
    return waitInLine(join, () => this.locked(name, work, signal), signal);
  }

  private async locked<T>(name: string, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const held = new Held(await this.locks.connect());
    const lock = `hashtextextended($1, 0)`;
    const key = [`overtone:${name}`];
    try {
      // Asked for again and again: a statement that waits for a lock looks like a server that has fallen silent.
      const ask = async () => {
        const { rows } = await held.query(`SELECT pg_try_advisory_lock(${lock}) AS given`, key);
        return rows[0]?.given === true;
      };
      await takeLock(name, ask, signal);
      try {
        return await this.holder.run(held, work);
      } finally {
        // Whatever becomes of the lock, the work is done; a connection that fails here is closed, and the lock with it.
        await held.query(`SELECT pg_advisory_unlock(${lock})`, key).catch(() => undefined);
      }
    } finally {
      held.release();
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
    const ended = Promise.all([this.pool.end(), this.locks.end()]);
    await Promise.race([ended, sleep(CLOSE_WITHIN_MS, undefined, { ref: false })]);
  }
}

/** Without it, the lock of a process whose line was cut would be held for hours. Before PostgreSQL 14 it is. */
async function giveUpAbandoned(connection: pg.ClientBase): Promise<void> {
  await connection.query(`SET idle_session_timeout = ${ABANDONED_MS}`).catch((error: unknown) => {
    if (!(error instanceof pg.DatabaseError)) throw error;
  });
}

/** A connection that someone works on alone. Once it has failed, nothing more is asked of it. */
class Held {
  private fault: Error | undefined;

  constructor(private readonly connection: pg.PoolClient) {
    connection.on('error', this.onError);
  }

  async query(sql: string, values: unknown[]): Promise<pg.QueryResult<Record<string, unknown>>> {
    if (this.fault) throw this.fault;
    try {
      return await this.connection.query<Record<string, unknown>>(sql, values);
    } catch (error) {
      // What the server itself says leaves the connection sound.
      if (!(error instanceof pg.DatabaseError)) this.onError(error as Error);
      throw error;
    }
  }

  /** Gives it back, or closes it if it has failed, which ends every lock on it. */
  release(): void {
    this.connection.off('error', this.onError);
    this.connection.release(this.fault);
  }

  private readonly onError = (error: Error): void => {
    this.fault ??= error;
  };
}
