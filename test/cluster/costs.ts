import type { Cluster } from './cluster.js';
import { cpuSeconds } from './proc.js';

export const KINDS = ['gateways', 'workers', 'PostgreSQL', 'Redis', 'S3', 'the small Discord'] as const;

/** CPU seconds by kind of process, children included. */
export type Costs = Record<(typeof KINDS)[number], number>;

/** Something that was done many times at once. */
export interface Stretch {
  what: string;
  times: number;
  perSecond: number;
  /** Per time. */
  cpu: Costs;
}

/** Does something, and tells what it took of each kind of process. @param work - Resolves with how often it was done. */
export async function measure(cluster: Cluster, what: string, work: () => Promise<number>): Promise<Stretch> {
  const before = costsOf(cluster);
  const startedAt = performance.now();
  const times = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const after = costsOf(cluster);
  const each = KINDS.map((kind): [string, number] => [kind, (after[kind] - before[kind]) / times]);
  return { what, times, perSecond: times / seconds, cpu: Object.fromEntries(each) as Costs };
}

function costsOf({ gateways, workers, postgres, redis, s3 }: Cluster): Costs {
  const sum = (pids: readonly number[]) => pids.reduce((total, pid) => total + cpuSeconds(pid), 0);
  const { user, system } = process.cpuUsage();
  return {
    gateways: sum(gateways.flatMap(({ pid }) => pid ?? [])),
    workers: sum(workers.flatMap(({ pid }) => pid ?? [])),
    PostgreSQL: sum([postgres.pid()]),
    Redis: sum([redis.pid()]),
    S3: sum([s3.pid()]),
    'the small Discord': (user + system) / 1e6,
  };
}
