import { setImmediate as nextTurn } from 'node:timers/promises';

/** How often a server is asked whether it is there, and how long it may take to answer, in milliseconds. */
const ASK_EVERY_MS = 2000;
const ANSWER_WITHIN_MS = 3000;

/**
 * Asks a server again and again, and gives the connection up once an answer does not come: a frozen host or a cut line
 * closes nothing, and whoever waits for an answer would wait without end.
 *
 * @param server.isReady - Whether there is a connection to ask on.
 * @param server.giveUp - Ends the connection, which fails all that wait for answers.
 */
export function noticeSilence(server: {
  isReady: () => boolean;
  ask: () => Promise<unknown>;
  giveUp: () => void;
}): { stop: () => void } {
  let isAsked = false;
  const askOnce = async (): Promise<void> => {
    isAsked = true;
    const patience = new AbortController();
    const silent = setTimeout(() => {
      // After a long piece of work of our own the answer may be there, not read yet.
      void nextTurn().then(() => {
        if (!patience.signal.aborted) server.giveUp();
      });
    }, ANSWER_WITHIN_MS).unref();
    try {
      await server.ask();
    } catch {
      // A connection that failed is made anew by those who need it.
    } finally {
      patience.abort();
      clearTimeout(silent);
      isAsked = false;
    }
  };
  const asking = setInterval(() => {
    if (!isAsked && server.isReady()) void askOnce();
  }, ASK_EVERY_MS).unref();
  return {
    stop: () => {
      clearInterval(asking);
    },
  };
}
