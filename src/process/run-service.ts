import type { Logger } from 'pino';
import { abandon, createDisposer, type Disposer } from './disposer.js';

/** Something that runs until what it has opened is closed. */
export interface Service {
  /** Resolves when it cannot go on by itself. */
  lost?: Promise<void>;
}

/** How often a start that takes long says that it goes on, in milliseconds. */
const START_NOTE_MS = 10_000;

/** How long a stop may take, in milliseconds, before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;

/**
 * Starts a service, and ends the process when a signal asks for it, or an error that nobody has dealt with.
 *
 * @param start - Puts what it opens into the disposer, so that a stop can end what has been begun, started or not.
 * @throws what `start` throws, once what was open is closed.
 */
export async function runService(
  logger: Logger,
  start: (disposer: Disposer) => Promise<Service>,
): Promise<void> {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error) => {
      logger.fatal({ err: error, event }, 'the process ends: nobody has dealt with an error');
      process.exit(1);
    });
  }

  const disposer = createDisposer();
  const stopping = new AbortController();
  const stop = async (reason: string, exitCode: number) => {
    // A terminal and npm may both pass a signal on: the second must not cut the first one's stop short.
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.warn('work in flight did not end in time');
      process.exit(exitCode);
    }, STOP_LIMIT_MS).unref();
    await disposer.dispose().catch((error: unknown) => {
      logger.error({ err: error }, 'not everything could be closed in order');
    });
    process.exit(exitCode);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal, 0));

  const startedAt = performance.now();
  const note = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    logger.warn({ seconds }, 'still starting; what was logged before says how far it is');
  }, START_NOTE_MS).unref();
  try {
    const { lost } = await start(disposer);
    void lost?.then(() => stop('gateway', 1));
  } catch (error) {
    // A start that is stopped fails, since its parts are closed.
    if (!stopping.signal.aborted) await abandon(disposer, error);
  } finally {
    clearInterval(note);
  }
}
