import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { chownSync, existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openIndex } from '../../src/store/index/open-index.js';

/** A real engine on loopback, empty, gone with {@link Engine.stop}. */
export interface Engine {
  /** An index that nobody has used yet. */
  newIndex(): Promise<string>;
  /** Its process, as it runs now. */
  pid(): number;
  stop(): Promise<void>;
}

export interface PostgresEngine extends Engine {
  /** Stops it as an administrator does, and starts it again with what it held. */
  restart(options: { awayMs: number }): Promise<void>;
}

const READY_WITHIN_MS = 30_000;
const DEBIAN_POSTGRES = ['18', '17', '16', '15'].map((version) => `/usr/lib/postgresql/${version}/bin`);

const find = (program: string): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), ...DEBIAN_POSTGRES]
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

const redisServer = find('redis-server');
const initdb = find('initdb');
const postgres = find('postgres');

export const hasRedis = redisServer !== undefined;
export const hasPostgres = initdb !== undefined && postgres !== undefined;

export async function startRedis(): Promise<Engine> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'overtone-redis-'));
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--databases', 1000, '--dir', folder];
  const server = spawn(redisServer!, args.map(String), { stdio: 'ignore' });
  let database = 0;
  const newIndex = () => Promise.resolve(`redis://127.0.0.1:${port}/${database++}`);
  await untilOpen(await newIndex());
  return { newIndex, pid: () => server.pid!, stop: () => end(server, folder) };
}

export async function startPostgres(): Promise<PostgresEngine> {
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
  await untilOpen(url('postgres'));
  let made = 0;
  const newIndex = async () => {
    const name = `index_${made++}`;
    await query(url('postgres'), `CREATE DATABASE ${name}`);
    return url(name);
  };
  return {
    newIndex,
    pid: () => server.pid!,
    async restart({ awayMs }) {
      await shutDown(server);
      await sleep(awayMs);
      server = launch();
      await untilOpen(url('postgres'));
    },
    stop: () => end(server, folder),
  };
}

async function query(url: string, sql: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
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

async function untilOpen(url: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await (await openIndex(url)).close();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(100);
    }
  }
}

async function shutDown(server: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
  if (server.exitCode === null && server.kill('SIGINT')) await ended;
}

async function end(server: ChildProcess, folder: string): Promise<void> {
  await shutDown(server);
  await rm(folder, { recursive: true, force: true });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
