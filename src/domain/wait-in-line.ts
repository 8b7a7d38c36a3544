/**
 * Runs work once its turn has come. The signal ends the wait; work that has begun settles by itself, after it has
 * cleaned up.
 *
 * @param join - Puts work in a line, such as p-queue's; its own signal takes it out again.
 * @throws the signal's reason; what the work throws.
 */
export async function waitInLine<T>(
  join: (begin: () => Promise<T>, left: AbortSignal) => Promise<T>,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const waiting = new AbortController();
  const leave = (): void => {
    waiting.abort(signal?.reason);
  };
  signal?.addEventListener('abort', leave, { once: true });
  const stay = (): void => {
    signal?.removeEventListener('abort', leave);
  };
  try {
    const begin = () => {
      stay();
      return work();
    };
    return await join(begin, waiting.signal);
  } finally {
    stay();
  }
}
