import { pino, type DestinationStream, type Logger } from 'pino';

/**
 * What an error of discord.js carries besides its message: whole files, and an address that holds the token by
 * which anyone could answer for the bot. Neither belongs into a log.
 */
const REDACTED = ['err.requestBody', 'err.url'];

/** The log: one JSON line per event. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, redact: { paths: REDACTED, remove: true } };
  return destination ? pino(options, destination) : pino(options);
}
