import { readdir } from 'node:fs/promises';
import type { Redis } from 'ioredis';
import { programsOf, type Cluster } from './cluster.js';

/** What BullMQ keeps of its own; none of it tells of a job. */
const BOOKKEEPING = /^\{overtone\}:detections-\d+:(meta|id|events|marker|stalled-check)$/;
/** Who lives and who holds what. */
const LIFE = /^overtone:\w+:(gateways|gateway:|shard:|identify:)/;
/** Keys that expire by themselves when whoever waited has died. */
const EXPIRING = /^\{overtone\}:(claims|outcome:)/;

/** Keys in Redis that hold something of a job, an answer or an asker, and will not expire by themselves. */
export async function leftInRedis(redis: Redis): Promise<string[]> {
  const left: string[] = [];
  for (const key of await redis.keys('*')) {
    if (BOOKKEEPING.test(key) || LIFE.test(key)) continue;
    if (EXPIRING.test(key) && (await redis.pttl(key)) !== -1) continue;
    left.push(key);
  }
  return left;
}

/** Files that the programs left in their folders. */
export async function leftInFolders(cluster: Cluster): Promise<string[]> {
  const received = await Promise.all(programsOf(cluster).map((program) => program.received()));
  return [...received.flat(), ...(await readdir(cluster.temporary))];
}
