import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { SHARE_ENV } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface WorkerThreadsOptions {
  /** Module that the threads run; its exports are what can be called. A TypeScript file is bundled first. */
  file: URL;
  /** Number of threads. Minimum: 1. */
  threads: number;
  /** Copied to each thread; see `workerData` of piscina. */
  workerData: unknown;
}

/** What a thread may keep on its heap, in MB; a model with its features takes a tenth of it. */
const MAX_HEAP_MB = 512;

/** Threads that stay up: one that dies is replaced, and the call that it was busy with rejects. */
export interface WorkerThreads {
  /**
   * Calls an export of the module, with a copy of the argument, in a thread that is free, or as soon as one is.
   */
  call(name: string, argument: unknown): Promise<unknown>;
  /** Ends the threads, calls in progress included. */
  close(): Promise<void>;
}

/** Starts the threads. */
export function startWorkerThreads({ file, threads, workerData }: WorkerThreadsOptions): WorkerThreads {
  const pool = new Piscina({
    ...(file.pathname.endsWith('.ts')
      ? { filename: bundle(file).href, execArgv: [] }
      : { filename: file.href }),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    workerData,
    // TensorFlow reads its settings from the process' environment, of which a thread would get a copy only.
    env: SHARE_ENV,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  // The call that a dying thread was busy with rejects with the same error; the thread itself is replaced.
  pool.on('error', () => undefined);
  return {
    call: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
}

/**
 * While developing: a TypeScript file, with all of this project that it imports, as one of JavaScript. To teach each thread
 * TypeScript instead takes it as long as all the rest of its start.
 */
function bundle(file: URL): URL {
  const load = createRequire(import.meta.url);
  // Its types are not there where this is built without development packages.
  const { buildSync } = load('esbuild') as {
    buildSync: (options: object) => { outputFiles: { contents: Uint8Array }[] };
  };
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(file)],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    sourcemap: 'inline',
    write: false,
  });
  const code = outputFiles[0]!.contents;
  // Below node_modules, where packages are found from; by its content, since other processes may be at it, too.
  const folder = join(load.resolve('esbuild/package.json'), '../../.cache/overtone');
  const path = join(folder, `${createHash('sha256').update(code).digest('hex')}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.${process.pid}`, code);
  renameSync(`${path}.${process.pid}`, path);
  return pathToFileURL(path);
}
