import type PQueue from 'p-queue';
import type { Queue, QueueAddOptions } from 'p-queue';
import { waitInLine } from '../domain/wait-in-line.js';
import type { FairShare } from '../usecases/ports.js';

type Run = () => Promise<unknown>;

export interface FairQueueOptions extends QueueAddOptions {
  /** Default: one key for all work that names none. */
  fairnessKey?: string;
}

interface Waiting {
  run: Run;
  id: string | undefined;
}

/** A queue for p-queue that serves its fairness keys in turn: much work of one key delays no other key's. */
export class FairQueue implements Queue<Run, FairQueueOptions> {
  /** The lines by fairness key, the next to be served first; none of them is empty. */
  private readonly lines = new Map<string, Waiting[]>();

  get size(): number {
    return [...this.lines.values()].reduce((sum, line) => sum + line.length, 0);
  }

  enqueue(run: Run, { fairnessKey = '', id }: Partial<FairQueueOptions> = {}): void {
    const line = this.lines.get(fairnessKey);
    if (line) line.push({ run, id });
    else this.lines.set(fairnessKey, [{ run, id }]);
  }

  dequeue(): Run | undefined {
    for (const [fairnessKey, line] of this.lines) {
      const next = line.shift();
      this.lines.delete(fairnessKey);
      if (line.length > 0) this.lines.set(fairnessKey, line);
      return next?.run;
    }
    return undefined;
  }

  filter({ fairnessKey = '' }: Readonly<Partial<FairQueueOptions>>): Run[] {
    return (this.lines.get(fairnessKey) ?? []).map(({ run }) => run);
  }

  remove(wanted: string): void {
    for (const [fairnessKey, line] of this.lines) {
      const at = line.findIndex(({ id }) => id === wanted);
      if (at < 0) continue;
      line.splice(at, 1);
      if (line.length === 0) this.lines.delete(fairnessKey);
      return;
    }
  }

  setPriority(): void {
    throw new TypeError('a fair queue has no priorities');
  }
}

/**
 * Runs work once the queue has come to it. The signal ends the wait; work that has begun settles by itself, after it
 * has cleaned up.
 *
 * @throws the signal's reason; what the work throws.
 */
export function runFairly<T>(
  queue: PQueue<FairQueue, FairQueueOptions>,
  work: () => Promise<T>,
  { fairnessKey = '', signal }: FairShare,
): Promise<T> {
  const join = (begin: () => Promise<T>, left: AbortSignal) =>
    queue.add(begin, { signal: left, fairnessKey });
  return waitInLine(join, work, signal);
}
