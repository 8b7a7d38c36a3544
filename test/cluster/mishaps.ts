import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../model/random.js';
import type { Cluster } from './cluster.js';
import type { Program } from './program.js';

export type Mishap = 'gateway' | 'worker' | 'postgres';

const LONGEST_AWAY_MS = 3000;

/**
 * Lets one mishap after the other happen, evenly over the work, and mends each before the next.
 *
 * @param progress - How much of the work is done, up to 1; it stops at 1.
 * @returns what happened, in words.
 */
export async function bringMishaps(
  cluster: Cluster,
  mishaps: readonly Mishap[],
  { progress, random }: { progress: () => number; random: Random },
): Promise<string[]> {
  const happened: string[] = [];
  for (const [index, mishap] of mishaps.entries()) {
    const due = (index + random.between(0.4, 1)) / (mishaps.length + 1);
    while (progress() < due) await sleep(20);
    happened.push(await bring(mishap, cluster, random));
  }
  return happened;
}

async function bring(mishap: Mishap, cluster: Cluster, random: Random): Promise<string> {
  const awayMs = Math.round(random.between(0, LONGEST_AWAY_MS));
  if (mishap === 'postgres') {
    await cluster.postgres.restart({ awayMs });
    return `PostgreSQL stopped, ${awayMs} ms`;
  }
  const candidates = mishap === 'gateway' ? cluster.gateways : cluster.workers;
  const victim = candidates[Math.floor(random.uniform() * candidates.length)]!;
  await killAndRestart(victim, awayMs);
  return `${victim.name} killed, ${awayMs} ms`;
}

async function killAndRestart(victim: Program, awayMs: number): Promise<void> {
  await victim.kill();
  await sleep(awayMs);
  await victim.start();
}
