import type { UserError } from './errors.js';

type Write = (facts: object, message: string) => void;

/** The part of a logger that is needed here. */
export interface RefusalLog {
  error: Write;
  info: Write;
  debug: Write;
}

/** Logs that a member is refused: as a fault where whoever runs the bot has to look into it, else in passing. */
export function logRefusal(error: UserError, log: RefusalLog): void {
  const { code, cause } = error;
  if (error.forOperator) {
    log.error({ err: cause ?? error, code }, 'failed');
    return;
  }
  log.info({ code }, 'refused');
  // A cause may hold ffmpeg's words, which may quote the file's: not for a log that is kept.
  if (cause !== undefined) log.debug({ err: cause }, 'why it was refused');
}
