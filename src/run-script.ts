/**
 * Runs a command-line program. What it writes is for this user alone.
 *
 * @param main - Resolves with whether all went well; what it throws is shown as its message and its cause's.
 */
export function runScript(main: () => Promise<boolean>): void {
  process.umask(0o077);
  main().then(
    (isWell) => {
      process.exitCode = isWell ? 0 : 1;
    },
    (error: unknown) => {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      process.stderr.write(`${message}\n${cause instanceof Error ? `${cause.message}\n` : ''}`);
      process.exitCode = 1;
    },
  );
}
