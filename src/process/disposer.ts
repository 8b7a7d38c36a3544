import { setTimeout as sleep } from 'node:timers/promises';

/** Closes what has been opened, in the reverse order. */
export interface Disposer {
  /** Whether disposing has begun. */
  readonly isDisposing: boolean;
  /** @throws {Error} if disposing has begun: then it is closed at once, and nothing more should be opened. */
  add(close: () => Promise<unknown>): void;
  /**
   * Closes each, whatever becomes of the others; a second call does nothing more.
   *
   * @throws the first fault, once all are closed.
   */
  dispose(): Promise<void>;
}

/** How long closing may take after a failed start, in milliseconds: the part that made it fail may hang. */
const CLOSE_LIMIT_MS = 5000;

/**
 * Ends a start that has failed: closes what it has opened, and throws what made it fail.
 *
 * @param withinMs - How long closing may take, in milliseconds. Default: 5000.
 */
export async function abandon(disposer: Disposer, error: unknown, withinMs = CLOSE_LIMIT_MS): Promise<never> {
  // A fault of closing is one more consequence, and says less than the cause.
  const closed = disposer.dispose().catch(() => undefined);
  await Promise.race([closed, sleep(withinMs, undefined, { ref: false })]);
  throw error;
}

/** A disposer that holds nothing yet. (`AsyncDisposableStack` does this from Node 24 on.) */
export function createDisposer(): Disposer {
  const closes: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    const last = closes.pop();
    if (!last) return;
    try {
      await last();
    } finally {
      await closeAll();
    }
  };
  let disposed: Promise<void> | undefined;
  return {
    get isDisposing() {
      return disposed !== undefined;
    },
    add(close) {
      closes.push(close);
      if (!disposed) return;
      closeAll().catch(() => undefined);
      throw new Error('it was opened while all else was being closed');
    },
    dispose: () => (disposed ??= closeAll()),
  };
}
