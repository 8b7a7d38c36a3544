import { HTTPError } from 'discord.js';
import pRetry from 'p-retry';
import { isNetworkFault } from './network-fault.js';

/** Pauses between two tries, in milliseconds: the first, and the longest. discord.js itself makes a few without any. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Sends until Discord says yes or no: an outage of its own, or of the way there, says neither. Only for what may be sent
 * again without a second effect.
 *
 * @param options.withinMs - For how long, in milliseconds.
 * @param options.hurry - Aborts when there is no time left: what fails from then on is not tried again.
 */
export async function untilTaken(
  send: () => Promise<unknown>,
  { withinMs, hurry }: { withinMs: number; hurry: AbortSignal },
): Promise<void> {
  if (hurry.aborted) await send();
  else {
    await pRetry(send, {
      retries: Infinity,
      minTimeout: FIRST_PAUSE_MS,
      maxTimeout: LONGEST_PAUSE_MS,
      maxRetryTime: withinMs,
      signal: hurry,
      shouldRetry: ({ error }) => error instanceof HTTPError || isNetworkFault(error),
    });
  }
}
