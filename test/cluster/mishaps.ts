import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../model/numerics/random.js';
import { programsOf, type Cluster } from './cluster.js';
import { freeze } from './freeze.js';
import type { Program } from './program.js';

/** What is killed, or restarted; what falls silent; and whose clock jumps. */
export const MISHAPS = [
  'gateway',
  'worker',
  'postgres',
  'silent postgres',
  'silent redis',
  'silent s3',
  'clock',
] as const;
export type Mishap = (typeof MISHAPS)[number];

const LONGEST_AWAY_MS = 3000;
/** Longer than a connection may be silent. */
const LONGEST_SILENCE_MS = 12_000;
/** How long a clock may be wrong. */
const LONGEST_JUMP_MS = 10_000;
/** Share of those killed that are killed again while they start. */
const KILLED_AT_START = 0.3;
const LONGEST_START_MS = 2500;

/** Brings mishaps over a cluster, one after the other; each is over before the next. */
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
      this.happened.push(await this.happen(mishap));
    }
    this.areOver = true;
  }

  private async happen(mishap: Mishap): Promise<string> {
    const { postgres, redis, s3, gateways, workers } = this.cluster;
    switch (mishap) {
      case 'postgres': {
        const awayMs = this.within(LONGEST_AWAY_MS);
        await postgres.restart({ awayMs });
        return `PostgreSQL was away for ${awayMs} ms`;
      }
      case 'silent postgres':
        return `PostgreSQL was silent for ${await this.silence(postgres)} ms`;
      case 'silent redis':
        return `Redis was silent for ${await this.silence(redis)} ms`;
      case 'silent s3':
        return `S3 was silent for ${await this.silence(s3)} ms`;
      case 'clock':
        return this.jump(this.oneOf(programsOf(this.cluster)));
      case 'gateway':
        return this.kill(this.oneOf(gateways));
      case 'worker':
        return this.kill(this.oneOf(workers));
    }
  }

  private async silence(server: { pid(): number }): Promise<number> {
    const silentMs = this.within(LONGEST_SILENCE_MS);
    const goOn = freeze(server.pid());
    await sleep(silentMs);
    goOn();
    return silentMs;
  }

  private async jump(program: Program): Promise<string> {
    const wrongMs = this.within(LONGEST_JUMP_MS);
    program.jump();
    await sleep(wrongMs);
    program.jump();
    return `the clock of ${program.name} was wrong for ${wrongMs} ms`;
  }

  private async kill(victim: Program): Promise<string> {
    const awayMs = this.within(LONGEST_AWAY_MS);
    await victim.kill();
    await sleep(awayMs);
    if (this.random.uniform() < KILLED_AT_START) {
      const start = victim.start().catch(() => undefined);
      await sleep(this.random.between(0, LONGEST_START_MS));
      await victim.kill();
      await start;
    }
    await victim.start();
    return `${victim.name} was away for ${awayMs} ms`;
  }

  private within(mostMs: number): number {
    return Math.round(this.random.between(0, mostMs));
  }

  private oneOf<T>(items: readonly T[]): T {
    return items[Math.floor(this.random.uniform() * items.length)]!;
  }
}
