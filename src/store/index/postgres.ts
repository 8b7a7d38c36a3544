import KeyvPostgres from '@keyv/postgres';
import { Keyv } from 'keyv';
import pg from 'pg';
import { ITERATION_ROWS, KEYV_OPTIONS } from './keyv-table.js';

/** How long a connection may take, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5000;

/** @param uri - `postgresql://…`; the table `overtone_index` is made if it is not there. */
export function postgresKeyv(uri: string): Keyv {
  return new Keyv({ ...KEYV_OPTIONS, store: new OwnPoolPostgres({ uri, table: 'overtone_index' }) });
}

interface Row {
  key: string;
  value: string;
}

/**
 * The adapter with a pool of its own. The adapter's is shared by the whole process, ends for all when one closes, has
 * nobody who hears that the server went away, which ends the process, and its iteration calls rows that it could not
 * read the end: a sweep would remove the files of all of them.
 */
class OwnPoolPostgres extends KeyvPostgres {
  /** No initialiser: the parent's constructor calls connect(), and an initialiser would run after it. */
  declare private pool: pg.Pool;

  override connect(): ReturnType<KeyvPostgres['connect']> {
    const pool = new pg.Pool({
      connectionString: this.opts.uri,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    this.pool = pool;
    // The next query says what is wrong, on a connection of its own.
    pool.on('error', () => undefined);
    return Promise.resolve(async (sql: string, values?: unknown) => {
      const { rows } = await pool.query<Record<string, unknown>>(sql, values as unknown[]);
      return rows;
    });
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
    await this.pool.end();
  }
}
