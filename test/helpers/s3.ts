import { spawn } from 'node:child_process';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { freePort } from './free-port.js';
import { until } from './file-server.js';
import { findProgram, shutDown, shutDownAndClear } from './server-program.js';

/**
 * versitygw: a server of S3's protocol over a folder. One static Go program that builds in a minute, where SeaweedFS
 * takes many and MinIO no longer gives away what it builds; its makers test it with Amazon's own tools.
 */
const server = findProgram('versitygw', [join(homedir(), 'go', 'bin')]);

export const hasS3 = server !== undefined;

/** The usual variables, which the bot's client reads. */
export const S3_KEYS = { AWS_ACCESS_KEY_ID: 'overtone', AWS_SECRET_ACCESS_KEY: 'overtone-secret' };

/** Lets this file's tests ask with them. */
export function useS3Keys(): void {
  beforeAll(() => void Object.assign(process.env, S3_KEYS));
  afterAll(() => {
    for (const name of Object.keys(S3_KEYS)) Reflect.deleteProperty(process.env, name);
  });
}

export interface S3Server {
  /** A bucket that nobody has used yet. */
  newBucket(): Promise<string>;
  /** Where a bucket's objects are files. */
  folderOf(clipsUrl: string): string;
  /** Id of its process, as it runs now. */
  pid(): number;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one on loopback; whoever starts it stops it. */
export async function launchS3(): Promise<S3Server> {
  const port = await freePort();
  const root = await mkdtemp(join(tmpdir(), 'overtone-s3-'));
  const [buckets, facts] = [join(root, 'buckets'), join(root, 'facts')];
  for (const folder of [buckets, facts]) await mkdir(folder);
  const args = ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', facts, buckets];
  const env = { ROOT_ACCESS_KEY: S3_KEYS.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: S3_KEYS.AWS_SECRET_ACCESS_KEY };
  const launch = () => spawn(server!, args, { env, stdio: 'ignore' });
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
  let child = launch();
  await until(isUp);
  let made = 0;
  return {
    async newBucket() {
      const name = `bucket-${made++}`;
      await mkdir(join(buckets, name));
      return `s3://${name}?endpoint=http://127.0.0.1:${port}`;
    },
    folderOf: (clipsUrl) => join(buckets, new URL(clipsUrl).hostname),
    pid: () => child.pid!,
    kill: () => shutDown(child, 'SIGKILL'),
    async start() {
      child = launch();
      await until(isUp);
    },
    stop: () => shutDownAndClear(child, 'SIGKILL', root),
  };
}
