import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** A real server on loopback that keeps indexes; it is empty, and gone with {@link IndexServer.stop}. */
export interface IndexServer {
  /** An index that nobody has used yet. */
  newIndex(): Promise<string>;
  /** Id of its process, as it runs now. */
  pid(): number;
  stop(): Promise<void>;
}

/** The path of a program, looked for in PATH and then where it usually is; `undefined` where it is not installed. */
export const findProgram = (name: string, usual: readonly string[] = []): string | undefined =>
  [...(process.env.PATH ?? '').split(delimiter), ...usual]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** Ends a server's process, if it still runs, and waits for it. */
export async function shutDown(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  if (server.kill(signal)) await ended;
}

/** The same, and removes what it has written. */
export async function shutDownAndClear(
  server: ChildProcess,
  signal: NodeJS.Signals,
  folder: string,
): Promise<void> {
  await shutDown(server, signal);
  await rm(folder, { recursive: true, force: true });
}
