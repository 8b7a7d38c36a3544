import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../helpers/file-server.js';

/** What there is of a process that runs. */
export interface Run {
  pid: number;
  exited: Promise<[number | null, NodeJS.Signals | null]>;
  log(): string;
  signal(signal: NodeJS.Signals): void;
}

/** One of the bot's programs, which is started, killed and started again at the same place. */
export class Program {
  /** Ends that nobody had asked for, in words. */
  readonly crashes: string[] = [];
  /** When it was not ready, in milliseconds since the Unix epoch. */
  private readonly away: { from: number; till: number }[] = [];
  private run: Run | undefined;
  private isWanted = false;

  constructor(
    readonly name: string,
    /** Its own folder, as `DATA_DIR`. */
    readonly dataDir: string,
    private readonly launch: () => Run,
  ) {}

  /** Process id of its latest run; `undefined` if it was never started. */
  get pid(): number | undefined {
    return this.run?.pid;
  }

  /** What its latest run has logged. */
  get log(): string {
    return this.run?.log() ?? '';
  }

  /** Resolves once it says that it is ready. */
  async start(): Promise<void> {
    const run = (this.run = this.launch());
    this.isWanted = true;
    const state = { isOver: false };
    void run.exited.then((end) => {
      state.isOver = true;
      if (this.isWanted && this.run === run)
        this.crashes.push(`${this.name}: ${end.join(' ')}\n${tail(run)}`);
    });
    await until(() => state.isOver || run.log().includes('"msg":"ready"'));
    if (state.isOver) throw new Error(`${this.name} ended before it was ready:\n${tail(run)}`);
    for (const away of this.away) away.till = Math.min(away.till, Date.now());
  }

  /** Makes its clock go wrong, or puts it right; see `jumpingClock`. */
  jump(): void {
    this.run?.signal('SIGUSR2');
  }

  kill(): Promise<unknown> {
    return this.end('SIGKILL');
  }

  /** Ends it as an administrator does. @returns its exit code. */
  async stop(): Promise<number | null> {
    const [code] = await this.end('SIGTERM');
    return code;
  }

  /** Whether it was ready all the time between these moments. */
  wasUp(from: number, till: number): boolean {
    return this.away.every((away) => till < away.from || from > away.till);
  }

  /** Files that it has received and not removed. */
  async received(): Promise<string[]> {
    const names = await Promise.all(['incoming', 'listening'].map((folder) => namesIn(this.dataDir, folder)));
    return names.flat();
  }

  private end(signal: NodeJS.Signals): Run['exited'] {
    this.isWanted = false;
    this.away.push({ from: Date.now(), till: Infinity });
    this.run!.signal(signal);
    return this.run!.exited;
  }
}

const tail = (run: Run) => run.log().slice(-2000);

async function namesIn(...parts: string[]): Promise<string[]> {
  const folder = join(...parts);
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}
