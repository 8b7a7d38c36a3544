import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import prism from 'prism-media';
import { UserError } from '../domain/errors.js';
import type { LimitedCommand } from './resource-limits.js';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** A started ffmpeg: prism-media's stream of its output, and the process behind it. */
export interface PrismProcess {
  output: Pick<prism.FFmpeg, 'pipe' | 'on'>;
  child: Child;
}

/**
 * prism-media starts its process in a static function that knows one ffmpeg of its own choice and no limits. Here each
 * stream is told by its options how to start, so that several may be started with different limits.
 */
const factory = prism.FFmpeg as unknown as { create: (options: { start: () => Child }) => Child };
factory.create = ({ start }) => start();

/**
 * Starts a command through prism-media, with its output at `pipe:1`, in a process group of its own. prism-media's
 * `destroy()` marks the child's pipes as closed without closing them, so stop the process by {@link killGroup}, never
 * the stream.
 *
 * @throws UserError `BUSY` if this process has no more file handles.
 */
export function startPrismFfmpeg({ command, args }: LimitedCommand): PrismProcess {
  const start = (): Child => {
    // Windows has no such groups, and would open a window for it.
    const detached = process.platform !== 'win32';
    const child = spawn(command, [...args, 'pipe:1'], { windowsHide: true, detached }) as Partial<Child>;
    if (!child.stdout) {
      child.once?.('error', () => undefined);
      throw new UserError('BUSY', { cause: new Error('no file handles are left for another ffmpeg') });
    }
    return child as Child;
  };
  const options: ConstructorParameters<typeof prism.FFmpeg>[0] & { start: typeof start } = { start };
  const output = new prism.FFmpeg(options);
  return { output, child: output.process as Child };
}

/** Ends a process and all that it may have started. Must be called before its `close`: later its id may be another process's. */
export function killGroup(child: Pick<Child, 'pid' | 'kill'>): void {
  try {
    if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
  child.kill('SIGKILL');
}
