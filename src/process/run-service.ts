import type { Logger } from 'pino';

/** Something that runs until it is told to stop. */
export interface Service {
  /** Resolves when it cannot go on by itself. */
  lost?: Promise<void>;
  stop(): Promise<void>;
}

/** How often a start that takes long says that it goes on, in milliseconds. */
const START_NOTE_MS = 10_000;

/** How long a stop may take, in milliseconds, before the process ends anyway. */
const STOP_LIMIT_MS = 10_000;

/** Starts a service, and ends the process when a signal asks for it, or an error that nobody has dealt with. */
export async function runService(logger: Logger, start: () => Promise<Service>): Promise<void> {
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
    process.on(event, (error) => {
      logger.fatal({ err: error, event }, 'the process ends: nobody has dealt with an error');
      process.exit(1);
    });
  }

  let running: Service | undefined = undefined;
  let stopping = false;
  const stop = (reason: string, exitCode: number) => {
    // A terminal and npm may both pass a signal on: the second must not cut the first one's stop short.
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.warn('work in flight did not end in time');
      process.exit(exitCode);
    }, STOP_LIMIT_MS).unref();
    // A service that is still starting has nothing in flight, and the store bears the end of its process at any moment.
    void Promise.resolve(running?.stop()).then(() => process.exit(exitCode));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal, 0);
    });
  }

  const startedAt = performance.now();
  const note = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    logger.warn({ seconds }, 'still starting; what was logged before says how far it is');
  }, START_NOTE_MS).unref();
  running = await start().finally(() => {
    clearInterval(note);
  });
  void running.lost?.then(() => {
    stop('gateway', 1);
  });
}
