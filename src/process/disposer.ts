/** What has been opened, to be closed in the reverse order. */
export interface Closing {
  /** Whether it has begun. */
  readonly begun: boolean;
  add(close: () => Promise<unknown>): void;
  /** Closes each, whatever becomes of the others; again does nothing more. @throws the first fault, once all are closed. */
  close(): Promise<void>;
}

/** Nothing yet. (`AsyncDisposableStack` does this from Node 24 on.) */
export function createClosing(): Closing {
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
  let closed: Promise<void> | undefined;
  return {
    get begun() {
      return closed !== undefined;
    },
    add: (close) => void closes.push(close),
    close: () => (closed ??= closeAll()),
  };
}
