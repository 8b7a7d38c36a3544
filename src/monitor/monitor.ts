import type { Client } from 'discord.js';
import type { DispatchObserver } from '../discord/dispatcher.js';
import type { QueueDepth } from '../usecases/ports.js';
import type { Retention } from '../usecases/retention.js';
import type { UseCases } from '../usecases/use-cases.js';
import type { IsReady } from './readiness.js';
import type { TimedParts } from './timed-parts.js';

/** Watches the bot at its seams; what it is handed it hands back, watched. */
export interface Monitor {
  /** Counts what becomes of interactions. */
  readonly observer: DispatchObserver;
  /** Says how to find out whether a part is ready. */
  readyWhen(part: string, isReady: IsReady): void;
  timed<Parts extends TimedParts>(parts: Parts): Parts;
  counted(useCases: UseCases): UseCases;
  countedRetention(retention: Retention): Retention;
  watchGateway(client: Client<true>): void;
  /** @param store.clips - How many there were at the start, if it was counted. */
  watchStore(store: { clips: Promise<number | undefined>; dataDir: string }): void;
  /** @param look - May reject: then nothing is known of the queue. */
  watchQueue(look: () => Promise<QueueDepth>): void;
  /** @param deaths - How many inference threads have died so far. */
  watchThreads(deaths: () => number): void;
  close(): Promise<void>;
}

/** Watches nothing. */
const OFF: Monitor = {
  observer: { acknowledged: () => undefined, ended: () => undefined },
  readyWhen: () => undefined,
  timed: (parts) => parts,
  counted: (useCases) => useCases,
  countedRetention: (retention) => retention,
  watchGateway: () => undefined,
  watchStore: () => undefined,
  watchQueue: () => undefined,
  watchThreads: () => undefined,
  close: () => Promise.resolve(),
};

/**
 * Serves health, readiness and metrics; see {@link serve}.
 *
 * @param address - Absent: nothing is watched, and nothing loaded for it.
 * @param parts - What has to be ready.
 * @throws {Error} if the port cannot be had; it says what to do.
 */
export async function openMonitor(
  address: { host: string; port: number } | undefined,
  parts: readonly string[],
): Promise<Monitor> {
  if (!address) return OFF;
  const { startMonitor } = await import('./start-monitor.js');
  return startMonitor(address, parts);
}
