import { pino, type DestinationStream, type Logger } from 'pino';

/** What is logged of an error, and nothing else. */
export interface ErrorFacts {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: ErrorFacts;
  /** The errors that an error stands for, where these are several. */
  errors?: ErrorFacts[];
}

/** Errors that are followed from one to its cause. */
const MAX_DEPTH = 5;

/**
 * The facts of an error that belong into a log. Libraries hang more on theirs: whole files, commands with their arguments,
 * addresses with the token by which anyone could answer for the bot.
 */
export function errorFacts(thrown: unknown, depth = 0): ErrorFacts {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  const { message, stack, cause } = thrown;
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  const isDeepest = depth === MAX_DEPTH;
  return {
    type: thrown.constructor.name,
    message,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(stack !== undefined && { stack }),
    ...(cause !== undefined && !isDeepest && { cause: errorFacts(cause, depth + 1) }),
    ...(thrown instanceof AggregateError &&
      !isDeepest && { errors: thrown.errors.map((each) => errorFacts(each, depth + 1)) }),
  };
}

/** The log: one JSON line per event. An error is given as `err`. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, serializers: { err: (thrown: unknown) => errorFacts(thrown) } };
  return destination ? pino(options, destination) : pino(options);
}
