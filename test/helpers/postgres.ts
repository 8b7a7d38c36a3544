import { execFileSync, spawn, type SpawnOptions } from 'node:child_process';
import { chownSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { findProgram, shutDown, shutDownAndClear, type IndexServer } from './server-program.js';

export interface PostgresServer extends IndexServer {
  /** Stops it as an administrator does, and starts it again with what it held. */
  restart(options: { awayMs: number }): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const DEBIAN = ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`);
const initdb = findProgram('initdb', DEBIAN);
const postgres = findProgram('postgres', DEBIAN);

export const hasPostgres = initdb !== undefined && postgres !== undefined;

/** Starts the real server; whoever starts it stops it. */
export async function launchPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'overtone-postgres-'));
  const user = notRoot();
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid!);
  const options: SpawnOptions = { ...user, cwd: folder, stdio: 'ignore' };
  execFileSync(initdb!, ['-D', folder, '-U', 'overtone', '-A', 'trust', '--no-sync'], {
    ...user,
    cwd: folder,
    stdio: 'ignore',
  });
  const args = ['-D', folder, '-p', port, '-h', '127.0.0.1', '-k', '', '-F'];
  const launch = () => spawn(postgres!, args.map(String), options);
  let server = launch();
  const url = (database: string) => `postgresql://overtone@127.0.0.1:${port}/${database}`;
  const query = (sql: string) => queryPostgres(url('postgres'), sql);
  await untilAnswered(query);
  let made = 0;
  return {
    async newIndex() {
      const name = `index_${made++}`;
      await query(`CREATE DATABASE ${name}`);
      return url(name);
    },
    pid: () => server.pid!,
    async restart({ awayMs }) {
      // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
      await shutDown(server, 'SIGINT');
      await sleep(awayMs);
      server = launch();
      await untilAnswered(query);
    },
    stop: () => shutDownAndClear(server, 'SIGINT', folder),
  };
}

/** Asks on a connection of its own. */
export async function queryPostgres(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** PostgreSQL refuses to run as root. */
function notRoot(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function untilAnswered(query: (sql: string) => Promise<void>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await query('SELECT 1');
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
