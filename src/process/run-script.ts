/**
 * Runs a program and ends its process in the one way that all programs here end. What it writes is for this user alone:
 * files 0600, folders 0700.
 *
 * @param main - Resolves with whether all went well; for a service, once it runs. What it throws is shown as its
 *   message and its causes'.
 */
export function runScript(main: () => Promise<boolean>): void {
  process.umask(0o077);
  main().then(
    (isWell) => {
      process.exitCode = isWell ? 0 : 1;
    },
    (error: unknown) => {
      sayWhy(error);
      process.exitCode = 1;
    },
  );
}

/** Writes an error's message to stderr, and below it those of its causes. */
function sayWhy(error: unknown): void {
  if (!(error instanceof Error)) process.stderr.write(`${String(error)}\n`);
  for (let at = error; at instanceof Error; at = at.cause) process.stderr.write(`${at.message}\n`);
}
