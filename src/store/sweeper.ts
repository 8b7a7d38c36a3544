import { asStorage } from '../domain/storage-error.js';
import { SWEPT_KEY } from './keys.js';
import { refuseParted } from './pairing.js';
import type { Removals } from './removals.js';
import { A_FEW, sweep, TooManyLost, type SweepParts, type SweepReport } from './sweep.js';

const HOUR_MS = 60 * 60_000;
/** How often is looked whether a sweep is due, in milliseconds. */
const LOOK_MS = 5 * 60_000;
/** Bytes that a process has just put there get their row sooner than this, in milliseconds. */
export const SETTLING_MS = HOUR_MS;

export interface SweeperParts extends SweepParts {
  removals: Removals;
  /** Rows that a sweep may drop, of so many; what a crash leaves, unless told otherwise. */
  mayDrop?: ((rows: number) => number) | undefined;
  /** Told of every sweep of this process but the first. */
  onSwept: (report: SweepReport) => void;
  onFault: (error: unknown) => void;
  /** Milliseconds since some moment; nobody can set this clock. */
  ticks?: () => number;
}

/**
 * Sweeps the store at the start and by the hour. Of the processes that share an index one does, whichever finds first that
 * it is due: each keeps the time since it saw the mark of the last sweep change, so that a clock that is wrong stops none.
 */
export class Sweeper {
  private readonly closing = new AbortController();
  private readonly looking: NodeJS.Timeout;
  private readonly ticks: () => number;
  /** The mark of the last sweep that was seen, and by {@link ticks} since when. */
  private last: { mark: number | undefined; since: number } | undefined;
  /** Bytes without a row, and by {@link ticks} when they were first seen so. */
  private strays = new Map<string, number>();
  private work: Promise<unknown>;
  /** The sweep at the start: `undefined` where another process has just done it. */
  readonly first: Promise<SweepReport | undefined>;

  constructor(private readonly parts: SweeperParts) {
    this.ticks = parts.ticks ?? (() => performance.now());
    // Nobody has put anything into a store of one process that is only being opened.
    this.first = asStorage(() => this.sweepIfDue(parts.index.isShared ? SETTLING_MS : 0));
    // A sweep that fails is told to whoever awaits it.
    this.work = this.first.catch(() => undefined);
    this.looking = setInterval(() => void this.look(), LOOK_MS).unref();
  }

  /** Sweeps if it is due, once what is under way has ended. Never rejects. */
  look(): Promise<unknown> {
    this.work = this.work
      .then(() => this.sweepIfDue(SETTLING_MS))
      .then((report) => {
        if (report) this.parts.onSwept(report);
      })
      .catch((error: unknown) => {
        if (!this.closing.signal.aborted) this.parts.onFault(error);
      });
    return this.work;
  }

  async stop(): Promise<void> {
    clearInterval(this.looking);
    this.closing.abort();
    await this.work;
  }

  private async sweepIfDue(settlingMs: number): Promise<SweepReport | undefined> {
    const { signal } = this.closing;
    signal.throwIfAborted();
    const { index, files, removals, mayDrop = A_FEW } = this.parts;
    if (!(await index.exclusive('sweep', () => this.takeTurn()))) return undefined;
    try {
      await refuseParted(index, files);
      await removals.finishAll(signal);
      const seen = new Map<string, number>();
      const isSettled = (path: string, modifiedAt: number) => {
        const since = this.strays.get(path) ?? this.ticks();
        seen.set(path, since);
        return modifiedAt <= Date.now() - settlingMs || since <= this.ticks() - settlingMs;
      };
      const report = await sweep(this.parts, { signal, isSettled, mayDrop });
      this.strays = seen;
      return report;
    } catch (error) {
      // Whoever looks next tries again; but to refuse once an hour is enough.
      if (!(error instanceof TooManyLost)) await this.giveTurnBack();
      throw error;
    }
  }

  private async takeTurn(): Promise<boolean> {
    const { index } = this.parts;
    const mark = index.isShared ? await index.get<number>(SWEPT_KEY) : this.last?.mark;
    if (mark === undefined || this.ageOf(mark) >= HOUR_MS) {
      const own = Date.now();
      if (index.isShared) await index.set(SWEPT_KEY, own);
      this.last = { mark: own, since: this.ticks() };
      return true;
    }
    return false;
  }

  /** How long ago the last sweep began, in milliseconds. The clock it was told by counts only when it is first seen. */
  private ageOf(mark: number): number {
    if (this.last?.mark !== mark) {
      const told = Date.now() - mark;
      // From a clock that is ahead nothing is learnt.
      const age = this.last ? 0 : told < 0 ? HOUR_MS : told;
      this.last = { mark, since: this.ticks() - age };
    }
    return this.ticks() - this.last.since;
  }

  private async giveTurnBack(): Promise<void> {
    const { index } = this.parts;
    this.last = undefined;
    if (index.isShared) await index.delete(SWEPT_KEY);
  }
}
