/** What has been opened, to be closed in the reverse order. */
export interface Disposer {
  /** Whether disposing has begun. */
  readonly isDisposing: boolean;
  add(close: () => Promise<unknown>): void;
  /** Closes each, whatever becomes of the others; again does nothing more. @throws the first fault, once all are closed. */
  dispose(): Promise<void>;
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
    add: (close) => void closes.push(close),
    dispose: () => (disposed ??= closeAll()),
  };
}
