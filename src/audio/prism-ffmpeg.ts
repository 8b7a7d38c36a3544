import prism from 'prism-media';
import { Launcher, type Launched } from './launcher.js';
import type { LimitedCommand } from './resource-limits.js';

/** A started ffmpeg: prism-media's stream of its output, and the process behind it. */
export interface PrismProcess {
  output: Pick<prism.FFmpeg, 'pipe' | 'on'>;
  child: Launched;
}

/** Every ffmpeg of this process is started by it. */
export const launcher = new Launcher();

/**
 * prism-media starts its process in a static function that knows one ffmpeg of its own choice and no limits. Here each
 * stream is told by its options how to start, so that several may be started with different limits.
 */
const factory = prism.FFmpeg as unknown as { create: (options: { start: () => Launched }) => Launched };
factory.create = ({ start }) => start();

/**
 * Starts a command through prism-media, with its output at `pipe:1`, in a process group of its own. prism-media's
 * `destroy()` marks the child's pipes as closed without closing them, so stop the process by `killGroup`, never the
 * stream.
 *
 * @throws UserError `BUSY` if this process has no more file handles.
 */
export function startPrismFfmpeg({ command, args }: LimitedCommand): PrismProcess {
  const start = () => launcher.launch({ command, args: [...args, 'pipe:1'] });
  const options: ConstructorParameters<typeof prism.FFmpeg>[0] & { start: typeof start } = { start };
  const output = new prism.FFmpeg(options);
  return { output, child: output.process as unknown as Launched };
}
