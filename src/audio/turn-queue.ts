import type PQueue from 'p-queue';
import type { Queue, QueueAddOptions } from 'p-queue';
import type { Waiter } from '../usecases/ports.js';

type Run = () => Promise<unknown>;

export interface TurnOptions extends QueueAddOptions {
  /** Who waits. Default: everyone who does not say. */
  turn?: string;
}

interface Waiting {
  run: Run;
  id: string | undefined;
}

/** A queue for p-queue in which those who wait take turns: who brings much waits for it, and no one else does. */
export class TurnQueue implements Queue<Run, TurnOptions> {
  /** In the order of their next turn; nobody's line is empty. */
  private readonly lines = new Map<string, Waiting[]>();

  get size(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, 0);
  }

  enqueue(run: Run, { turn = '', id }: Partial<TurnOptions> = {}): void {
    const line = this.lines.get(turn);
    if (line) line.push({ run, id });
    else this.lines.set(turn, [{ run, id }]);
  }

  dequeue(): Run | undefined {
    for (const [turn, line] of this.lines) {
      const next = line.shift();
      this.lines.delete(turn);
      if (line.length > 0) this.lines.set(turn, line);
      return next?.run;
    }
    return undefined;
  }

  filter({ turn = '' }: Readonly<Partial<TurnOptions>>): Run[] {
    return (this.lines.get(turn) ?? []).map(({ run }) => run);
  }

  remove(wanted: string): void {
    for (const [turn, line] of this.lines) {
      const at = line.findIndex(({ id }) => id === wanted);
      if (at < 0) continue;
      line.splice(at, 1);
      if (line.length === 0) this.lines.delete(turn);
      return;
    }
  }

  setPriority(): void {
    throw new TypeError('turns have no priority');
  }
}

/**
 * Does work when its turn has come. The signal ends the wait; once work has begun, it settles by itself, when it has
 * cleaned up.
 *
 * @throws the signal's reason; what the work throws.
 */
export async function inTurn<T>(
  queue: PQueue<TurnQueue, TurnOptions>,
  work: () => Promise<T>,
  { turn = '', signal }: Waiter,
): Promise<T> {
  signal?.throwIfAborted();
  const waiting = new AbortController();
  const leave = (): void => {
    waiting.abort(signal?.reason);
  };
  signal?.addEventListener('abort', leave, { once: true });
  const stay = (): void => {
    signal?.removeEventListener('abort', leave);
  };
  try {
    const begin = () => {
      stay();
      return work();
    };
    return await queue.add(begin, { signal: waiting.signal, turn });
  } finally {
    stay();
  }
}
