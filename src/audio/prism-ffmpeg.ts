import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import prism from 'prism-media';

/** A started ffmpeg: prism-media's stream of its output, and the process behind it. */
export interface PrismProcess {
  output: Pick<prism.FFmpeg, 'pipe' | 'on'>;
  child: ChildProcessByStdio<Writable, Readable, Readable>;
}

/**
 * Starts a given ffmpeg through prism-media, which adds `pipe:1` to the arguments.
 *
 * prism-media looks for a binary of its own choice and offers no option to name one; its public `getInfo()` is
 * where it asks, within the constructor. It is answered here, right before each start, so that nothing runs in
 * between. Two more of its habits matter: it adds to the array that it is given (hence the copy), and
 * `destroy()` marks the child's pipes as closed without closing them, so stop the process, never the stream.
 */
export function startPrismFfmpeg(ffmpegPath: string, args: readonly string[]): PrismProcess {
  prism.FFmpeg.getInfo = () => ({ command: ffmpegPath, info: '', version: '', output: '' });
  const output = new prism.FFmpeg({ args: [...args] });
  return { output, child: output.process as PrismProcess['child'] };
}
