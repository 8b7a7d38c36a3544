import { fork, spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { UserError } from '../domain/errors.js';
import type { Order, Report } from './launcher-process.js';
import type { LimitedCommand } from './resource-limits.js';

/** A started command, as far as a run of ffmpeg needs it; of `node:child_process`, or like it. */
export interface Launched {
  stdin: Writable;
  stdout: Readable;
  stderr: Readable;
  /** Ends it and all that it may have started. Without effect once it has closed. */
  killGroup(): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  /** Comes last, once the command has ended and its output is closed. */
  once(event: 'close', listener: (exitCode: number | null, signal: NodeJS.Signals | null) => void): unknown;
}

/**
 * Starts commands, each in a process group of its own, with its stdio as streams.
 *
 * On Linux, Node starts a process by a fork, which copies the page tables of the process that starts it and stops it
 * meanwhile: 10 ms and more from a bot that holds 350 MB, and its every page is then copied or marked again when it is
 * next written. So from the second command on, a small process that lives as long as this one starts them, in a tenth of
 * the time; `launcher-process.ts` is its program. Until that is ready, and wherever starting costs little or the small
 * process cannot be had, commands are started from here.
 */
export class Launcher {
  #starts = 0;
  #helper: Helper | undefined;
  /** A machine on which the small process does not even become ready is not asked again. */
  #isOfUse = process.platform === 'linux';

  /** @throws UserError `BUSY` if this process has no more file handles. */
  launch(command: LimitedCommand): Launched {
    this.#starts += 1;
    if (this.#starts > 1) this.#openHelper();
    return this.#helper?.isReady ? this.#helper.launch(command) : launchFromHere(command);
  }

  /** Has the small process ready for the next command. */
  async warmUp(): Promise<void> {
    this.#openHelper();
    await this.#helper?.open();
  }

  /** The small process' id, while there is one. */
  get helperPid(): number | undefined {
    return this.#helper?.pid;
  }

  #openHelper(): void {
    if (this.#helper || !this.#isOfUse) return;
    const helper = new Helper();
    this.#helper = helper;
    helper.onEnd = () => {
      this.#isOfUse = helper.isReady;
      if (this.#helper === helper) this.#helper = undefined;
    };
  }
}

type SpawnedHere = ChildProcessByStdio<Writable, Readable, Readable>;

function launchFromHere({ command, args }: LimitedCommand): Launched {
  // Windows has no process groups, and would open a window for it.
  const detached = process.platform !== 'win32';
  // Without handles there are no streams, whatever the types say.
  const child = spawn(command, args, { windowsHide: true, detached }) as ChildProcess;
  if (!child.stdout) {
    child.once('error', () => undefined);
    throw noHandles(new Error('no file handles are left for another ffmpeg'));
  }
  let isClosed = false;
  child.once('close', () => (isClosed = true));
  return Object.assign(child as SpawnedHere, {
    killGroup() {
      // Later its id may be another process's.
      if (isClosed) return;
      try {
        if (child.pid !== undefined && detached) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // The group has ended already.
      }
      child.kill('SIGKILL');
    },
  });
}

const noHandles = (cause: unknown) => new UserError('BUSY', { cause });

const PROGRAM = new URL(
  `launcher-process${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/** The small process, and what it has started. */
class Helper {
  readonly #folder = mkdtempSync(join(tmpdir(), 'overtone-'));
  readonly #socketPath = join(this.#folder, 'socket');
  readonly #process: ChildProcess;
  readonly #running = new Map<number, LaunchedByHelper>();
  #starts = 0;
  isReady = false;
  readonly #opened: Promise<unknown>;
  /** How many wait for it to become ready. */
  #waiting = 0;
  onEnd: () => void = () => undefined;

  constructor() {
    this.#process = fork(fileURLToPath(PROGRAM), [this.#socketPath], {
      // Out of the terminal's process group: Ctrl+C lets work in flight go on.
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      execArgv: PROGRAM.pathname.endsWith('.ts') ? ['--import', typescriptLoader()] : [],
    });
    this.#opened = Promise.race([once(this.#process, 'message'), once(this.#process, 'close')]).catch(
      () => undefined,
    );
    this.#process.on('message', (report: Report) => {
      this.#hear(report);
    });
    this.#process.once('error', (error) => {
      this.#end(error);
    });
    this.#process.once('exit', () => {
      this.#end(new Error('the process that starts ffmpeg has ended'));
    });
    this.#keepAliveIfBusy();
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Waits until it is ready, or has ended before. */
  async open(): Promise<void> {
    this.#waiting += 1;
    this.#keepAliveIfBusy();
    await this.#opened;
    this.#waiting -= 1;
    this.#keepAliveIfBusy();
  }

  /** Makes three connections for it, which the small process takes in the same order as the orders. */
  launch({ command, args }: LimitedCommand): Launched {
    const start = (this.#starts += 1);
    const [stdin, stdout, stderr] = [this.#connect(), this.#connect(), this.#connect()];
    const launched = new LaunchedByHelper(stdin, stdout, stderr, () => {
      if (this.#running.has(start)) this.#tell({ kill: start });
    });
    this.#running.set(start, launched);
    this.#keepAliveIfBusy();
    this.#tell({ start, command, args });
    return launched;
  }

  /** A connection that fails leaves the others in disorder, so all that was started ends with it. */
  #connect(): Socket {
    const socket = connect(this.#socketPath);
    const fail = (error: Error): void => {
      this.#end(error);
    };
    socket.once('error', fail).once('connect', () => socket.off('error', fail));
    return socket;
  }

  #tell(order: Order): void {
    // If it cannot be told, it has ended, which `exit` says.
    if (this.#process.connected) this.#process.send(order, () => undefined);
  }

  #hear(report: Report): void {
    if (report.ready) {
      this.isReady = true;
      return;
    }
    const { ended, exitCode, signal, error } = report;
    const launched = this.#running.get(ended);
    this.#running.delete(ended);
    this.#keepAliveIfBusy();
    launched?.end({ exitCode, signal, ...(error !== undefined && { error: new Error(error) }) });
  }

  /** Gives it up: what it has started is ended, and fails for the moment. */
  #end(cause: Error): void {
    this.onEnd();
    if (this.#process.connected) this.#process.disconnect();
    rmSync(this.#folder, { recursive: true, force: true });
    for (const launched of this.#running.values()) launched.fail(noHandles(cause));
    this.#running.clear();
  }

  /** Where nobody waits for it, it does not keep this process from ending. */
  #keepAliveIfBusy(): void {
    const isBusy = this.#running.size > 0 || this.#waiting > 0;
    for (const handle of [this.#process, this.#process.channel]) {
      if (isBusy) handle?.ref();
      else handle?.unref();
    }
  }
}

interface Ending {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  error?: Error;
}

class LaunchedByHelper extends EventEmitter<{
  error: [error: Error];
  close: [exitCode: number | null, signal: NodeJS.Signals | null];
}> {
  readonly #outputClosed: Promise<unknown>;

  constructor(
    readonly stdin: Socket,
    readonly stdout: Socket,
    readonly stderr: Socket,
    readonly killGroup: () => void,
  ) {
    super();
    const closed = (socket: Socket) => new Promise((resolve) => socket.once('close', resolve));
    this.#outputClosed = Promise.all([closed(stdout), closed(stderr)]);
    // Why a connection failed, `fail` says.
    for (const socket of [stdin, stderr]) socket.on('error', () => undefined);
  }

  /** What prism-media calls when a stream of it ends. */
  kill(): void {
    this.killGroup();
  }

  /** The command has ended. */
  end({ exitCode, signal, error }: Ending): void {
    this.stdin.destroy();
    if (error) this.emit('error', error);
    void this.#outputClosed.then(() => this.emit('close', exitCode, signal));
  }

  /** The command's end will never be known. */
  fail(error: UserError): void {
    this.stdout.destroy(error);
    this.stderr.destroy();
    this.end({ exitCode: null, signal: null });
  }
}

function typescriptLoader(): string {
  return pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
}
