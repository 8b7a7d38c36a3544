import { tooOldSentence } from './node-version.js';

/** How long what is still open may keep the process of a program that has failed, in milliseconds. */
const LINGER_MS = 1000;

/** What a door opens. */
export interface Program {
  /** Resolves with whether all went well; for a service, once it runs. What it throws is for whoever started it. */
  main(): Promise<boolean>;
}

/**
 * Runs a program and ends its process in the one way that all programs here end: with 0 if all went well, else with 1,
 * and where it threw, with the messages of the error and its causes. What it writes is for this user alone: files 0600,
 * folders 0700.
 *
 * @param load - Imports the program. An old Node.js fails at syntax and names that it does not know before a line is
 *   run, so a door imports nothing but this file at once, and this file nothing that an old one cannot read.
 */
export function runScript(load: () => Promise<Program>): void {
  const tooOld = tooOldSentence(process.versions.node);
  if (tooOld !== undefined) {
    process.stderr.write(`${tooOld}\n`);
    process.exitCode = 1;
    return;
  }
  process.umask(0o077);
  load()
    .then((program) => program.main())
    .then(
      (isWell) => {
        process.exitCode = isWell ? 0 : 1;
      },
      (error: unknown) => {
        sayWhy(error);
        process.exitCode = 1;
        setTimeout(() => process.exit(), LINGER_MS).unref();
      },
    );
}

/** Writes an error's message to stderr, and below it those of its causes. */
function sayWhy(error: unknown): void {
  if (!(error instanceof Error)) process.stderr.write(`${String(error)}\n`);
  for (let at = error; at instanceof Error; at = at.cause) process.stderr.write(`${messageOf(at)}\n`);
}

/** Node gives an error of several attempts, such as at all addresses of a name, no message of its own. */
function messageOf(error: Error): string {
  if (error.message !== '' || !(error instanceof AggregateError)) return error.message;
  return error.errors.map(String).join('; ');
}
