import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import prism from 'prism-media';
import type { Program } from './process-limits.js';

/** A started ffmpeg: prism-media's stream of its output, and the process behind it. */
export interface PrismProcess {
  output: Pick<prism.FFmpeg, 'pipe' | 'on'>;
  child: ChildProcessByStdio<Writable, Readable, Readable>;
}

/** Where prism-media's constructor starts the process; its types leave it out. */
const starter = prism.FFmpeg as unknown as { create: () => ChildProcess };

/**
 * Starts a program that writes to its output, and gives prism-media's stream of it.
 *
 * prism-media would run a binary of its own choice, in our process group, and end our process with an uncaught
 * error where the system has no handle left for the pipes. So it is handed a process that runs already, in a group
 * of its own: {@link killGroup} ends it with all that it started, and Ctrl-C in a terminal leaves it to us. One more
 * habit matters: `destroy()` marks the child's pipes as closed without closing them, so stop the process, never the
 * stream.
 *
 * @throws the system's error if it cannot be started.
 */
export async function startPrismFfmpeg({ command, args }: Program): Promise<PrismProcess> {
  const detached = process.platform !== 'win32';
  const child = spawn(command, args, { stdio: 'pipe', detached, windowsHide: true });
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw error;
  }
  starter.create = () => child;
  return { output: new prism.FFmpeg(), child };
}

/** Ends a process and its group at once. Call it before the process' `close` alone: its id may be another's later. */
export function killGroup(child: ChildProcess): void {
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // The group has ended by itself.
  }
}
