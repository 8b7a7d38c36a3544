import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../model/numerics/random.js';
import type { Cluster } from './cluster.js';

export type Mishap = 'gateway' | 'worker' | 'postgres';

const LONGEST_AWAY_MS = 3000;
/** Share of those killed that are killed again while they start. */
const KILLED_AT_START = 0.3;
const LONGEST_START_MS = 2500;

/** Kills programs of a cluster and stops its PostgreSQL; each is started again before the next mishap. */
export class Mishaps {
  /** What happened, in words, oldest first. */
  readonly happened: string[] = [];
  areOver = false;

  constructor(
    private readonly cluster: Cluster,
    private readonly random: Random,
  ) {}

  /**
   * Spreads them evenly over some work.
   *
   * @param progress - How much of the work is done, up to 1.
   */
  async bring(mishaps: readonly Mishap[], progress: () => number): Promise<void> {
    for (const [index, mishap] of mishaps.entries()) {
      const due = (index + this.random.between(0.4, 1)) / (mishaps.length + 1);
      while (progress() < due) await sleep(20);
      const awayMs = Math.round(this.random.between(0, LONGEST_AWAY_MS));
      const victim = await this.happen(mishap, awayMs);
      this.happened.push(`${victim} was away for ${awayMs} ms`);
    }
    this.areOver = true;
  }

  private async happen(mishap: Mishap, awayMs: number): Promise<string> {
    const { postgres, gateways, workers } = this.cluster;
    if (mishap === 'postgres') {
      await postgres.restart({ awayMs });
      return 'PostgreSQL';
    }
    const candidates = mishap === 'gateway' ? gateways : workers;
    const victim = candidates[Math.floor(this.random.uniform() * candidates.length)]!;
    await victim.kill();
    await sleep(awayMs);
    if (this.random.uniform() < KILLED_AT_START) {
      const start = victim.start().catch(() => undefined);
      await sleep(this.random.between(0, LONGEST_START_MS));
      await victim.kill();
      await start;
    }
    await victim.start();
    return victim.name;
  }
}
