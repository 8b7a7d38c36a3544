import { setTimeout as sleep } from 'node:timers/promises';

/** How long a process may wait for another to end its work on a server, in milliseconds. */
const LOCK_WAIT_MS = 30_000;
/** Pause between two attempts, in milliseconds; at random, so that those who wait do not march in step. */
const RETRY_MS = { least: 10, most: 60 };

/**
 * Asks for a lock until it is given.
 *
 * @param ask - Resolves with whether it was.
 * @throws {Error} if it is not to be had in time; the signal's reason; what asking throws.
 */
export async function takeLock(
  name: string,
  ask: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = performance.now() + LOCK_WAIT_MS;
  signal?.throwIfAborted();
  while (!(await ask())) {
    if (performance.now() > deadline) throw new Error(`another process has held ${name} for too long`);
    const pauseMs = RETRY_MS.least + Math.random() * (RETRY_MS.most - RETRY_MS.least);
    await sleep(pauseMs, undefined, { signal }).catch(() => signal?.throwIfAborted());
  }
}
