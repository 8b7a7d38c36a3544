import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SHARE_ENV, type Transferable } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface WorkerThreadsOptions {
  /** Module that the threads run; its exports are what can be called. A TypeScript file is loaded through tsx. */
  file: URL;
  /** Number of threads. Minimum: 1. */
  threads: number;
  /** Copied to each thread; see `workerData` of piscina. */
  workerData: unknown;
}

/** Threads that stay up: one that dies is replaced, and the call that it was busy with rejects. */
export interface WorkerThreads {
  /**
   * Calls an export of the module in a thread that is free, or as soon as one is.
   *
   * @param transfer - Buffers that are handed over instead of copied.
   */
  call(name: string, argument: unknown, transfer?: Transferable[]): Promise<unknown>;
  /** Ends the threads, calls in progress included. */
  close(): Promise<void>;
}

/** Starts the threads. */
export function startWorkerThreads({ file, threads, workerData }: WorkerThreadsOptions): WorkerThreads {
  const pool = new Piscina({
    filename: file.href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    workerData,
    // TensorFlow reads its settings from the process' environment, of which a thread would get a copy only.
    env: SHARE_ENV,
    ...(file.pathname.endsWith('.ts') && { execArgv: ['--import', typescriptLoader()] }),
  });
  // The call that a dying thread was busy with rejects with the same error; the thread itself is replaced.
  pool.on('error', () => undefined);
  return {
    call: (name, argument, transfer = []) => pool.run(argument, { name, transferList: transfer }),
    close: () => pool.destroy(),
  };
}

/** A module that teaches a thread TypeScript. tsx itself, given to `--import`, does so in the main thread only. */
function typescriptLoader(): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = new URL('dist/esm/api/index.mjs', tsx).href;
  return `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`;
}
