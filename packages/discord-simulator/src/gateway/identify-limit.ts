import type { Clock } from '../clock.js';
import type { Shard } from './shard.js';

/** How often shards may identify: one of each `shard id % maxConcurrency` in so much time. */
export interface IdentifyPace {
  maxConcurrency: number;
  /** Time between two identifications, in milliseconds; Discord's is 5000. */
  everyMs: number;
}

/** Discord's limit on starting sessions. */
export class IdentifyLimit {
  private readonly lastAt = new Map<number, number>();

  constructor(
    private readonly pace: IdentifyPace,
    private readonly clock: Clock,
  ) {}

  /** Counts an identification. @returns whether it comes too soon. */
  isTooSoon([id]: Shard): boolean {
    const key = id % this.pace.maxConcurrency;
    const now = this.clock.now();
    if (now - (this.lastAt.get(key) ?? -Infinity) < this.pace.everyMs) return true;
    this.lastAt.set(key, now);
    return false;
  }
}
