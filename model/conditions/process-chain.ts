import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** How much of what ffmpeg said an error quotes, in characters. */
const STDERR_TAIL = 1000;

/** Longest run of one process, in milliseconds; a clip takes less than one second. */
const TIME_LIMIT_MS = 60_000;

/**
 * Runs two ffmpeg processes at once, the first one's output being the second one's input.
 *
 * @param input - What the first reads.
 * @returns What the second writes.
 * @throws {Error} if one cannot be started, ends with a failure, or takes more than a minute; with the end of what
 *   it said. Neither runs any more by then.
 */
export async function runChain(
  ffmpegPath: string,
  [firstArgs, secondArgs]: readonly [readonly string[], readonly string[]],
  input: Uint8Array,
): Promise<Buffer> {
  const first = start(ffmpegPath, firstArgs);
  const second = start(ffmpegPath, secondArgs);
  let failure: Error | undefined;
  // The first to fail tells why; the other would only say that its pipe broke.
  const fail = (error: Error): void => {
    failure ??= error;
    first.kill('SIGKILL');
    second.kill('SIGKILL');
  };
  const closed = Promise.all([watched(first, fail), watched(second, fail)]);
  const chunks: Buffer[] = [];
  second.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  first.stdout.pipe(second.stdin);
  first.stdin.end(input);
  await closed;
  if (failure !== undefined) throw failure;
  return Buffer.concat(chunks);
}

function start(ffmpegPath: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(ffmpegPath, args, {
    timeout: TIME_LIMIT_MS,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  // A pipe breaks where a process ends early; its exit code then says more.
  child.stdin.on('error', () => undefined);
  return child;
}

/** Waits until a process has ended and its pipes are closed. */
function watched(child: ChildProcessWithoutNullStreams, fail: (error: Error) => void): Promise<void> {
  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_TAIL);
  });
  child.on('error', fail);
  return new Promise((resolve) => {
    child.on('close', (exitCode, signal) => {
      if (exitCode !== 0) fail(new Error(`ffmpeg ended with ${exitCode ?? signal ?? 'nothing'}: ${stderr}`));
      resolve();
    });
  });
}
