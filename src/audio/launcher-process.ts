import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { dirname } from 'node:path';

/**
 * The small process that starts ffmpeg for a large one, see `launcher.ts`: each start comes with three connections, in
 * order, which become the command's stdin, stdout and stderr, so that no byte passes through here. It ends, and all
 * that it has started with it, when the process that it works for does.
 */

/** What it is told. */
export type Order =
  { start: number; command: string; args: readonly string[] } | { kill: number; start?: never };

/** What it tells: that it listens, or that a command has ended or could not be started. */
export type Report =
  | { ready: true }
  | { ended: number; exitCode: number | null; signal: NodeJS.Signals | null; error?: string; ready?: never };

interface Waiting {
  start: number;
  command: string;
  args: readonly string[];
  isKilled: boolean;
}

const STDIO = 3;

const path = process.argv[2]!;
const connections: Socket[] = [];
const waiting: Waiting[] = [];
const running = new Map<number, ChildProcess>();

const report = (message: Report): void => {
  if (process.connected) process.send!(message);
};

/** Starts what was ordered, once its connections are there: these and the orders come by different ways. */
function startWhatIsThere(): void {
  while (waiting.length > 0 && connections.length >= STDIO) {
    const { start, command, args, isKilled } = waiting.shift()!;
    const stdio = connections.splice(0, STDIO);
    if (isKilled) report({ ended: start, exitCode: null, signal: 'SIGKILL' });
    else startWith(stdio, { start, command, args });
    // The command has them now; they end with it.
    for (const socket of stdio) socket.destroy();
  }
}

function startWith(stdio: Socket[], { start, command, args }: Omit<Waiting, 'isKilled'>): void {
  // A process group of its own.
  const child = spawn(command, args, { stdio, detached: true });
  running.set(start, child);
  child.once('error', ({ message }) => {
    running.delete(start);
    report({ ended: start, exitCode: null, signal: null, error: message });
  });
  child.once('exit', (exitCode, signal) => {
    running.delete(start);
    report({ ended: start, exitCode, signal });
  });
}

/** Ends a command and all that it may have started. It was not waited for yet, so the id is still its own. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group has ended already.
  }
}

function end(): never {
  for (const child of running.values()) killGroup(child);
  rmSync(dirname(path), { recursive: true, force: true });
  process.exit();
}

process.on('message', (order: Order) => {
  if (order.start !== undefined) {
    waiting.push({ ...order, isKilled: false });
    startWhatIsThere();
    return;
  }
  const child = running.get(order.kill);
  if (child) killGroup(child);
  for (const other of waiting) other.isKilled ||= other.start === order.kill;
});
process.on('disconnect', end);
// A stop of the whole service lets work in flight go on: whoever this works for says when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

// Nothing is read here of what comes through the connections.
const server = createServer({ pauseOnConnect: true }, (socket) => {
  socket.on('error', () => undefined);
  connections.push(socket);
  startWhatIsThere();
});
server.listen(path, () => {
  report({ ready: true });
});
// Whoever it works for may have ended while this was loaded.
if (!process.connected) end();
