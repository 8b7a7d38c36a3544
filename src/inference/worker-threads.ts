import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { SHARE_ENV } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface WorkerThreadsOptions {
  /** Module that the threads run; its exports are what can be called. A TypeScript file is loaded through tsx. */
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
    filename: file.href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    workerData,
    // TensorFlow reads its settings from the process' environment, of which a thread would get a copy only.
    env: SHARE_ENV,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    ...(file.pathname.endsWith('.ts') && { execArgv: ['--import', typescriptLoader()] }),
  });
  // The call that a dying thread was busy with rejects with the same error; the thread itself is replaced.
  pool.on('error', () => undefined);
  return {
    call: (name, argument) => pool.run(argument, { name }),
    close: () => pool.destroy(),
  };
}

/** A module that teaches a thread TypeScript. tsx itself, given to `--import`, does so in the main thread only. */
function typescriptLoader(): string {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = new URL('dist/esm/api/index.mjs', tsx).href;
  return `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`;
}
