import pRetry from 'p-retry';

/** Pauses between two attempts, in milliseconds: the first, and the longest. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2000;

/**
 * Asks until there is an answer, however often that fails.
 *
 * @param options.signal - Ends the asking. An answer that comes after it counts for nothing.
 * @param options.onFault - Told of what fails first.
 * @throws the signal's reason.
 */
export function keepAsking<T>(
  ask: () => Promise<T>,
  { signal, onFault }: { signal: AbortSignal; onFault: (error: unknown) => void },
): Promise<T> {
  return pRetry(ask, {
    retries: Infinity,
    minTimeout: FIRST_PAUSE_MS,
    maxTimeout: LONGEST_PAUSE_MS,
    signal,
    onFailedAttempt: ({ error, attemptNumber }) => {
      if (attemptNumber === 1) onFault(error);
    },
  });
}
