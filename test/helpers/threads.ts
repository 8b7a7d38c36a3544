import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** The thread that this process has started last, from now on. */
export function watchThreads(): { readonly last: Worker } {
  const watch = { last: undefined as unknown as Worker };
  const listener = (message: unknown) => {
    watch.last = (message as { worker: Worker }).worker;
  };
  subscribe('worker_threads', listener);
  onTestFinished(() => void unsubscribe('worker_threads', listener));
  return watch;
}
