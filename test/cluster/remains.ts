import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { openIndex } from '../../src/store/index/open-index.js';
import { SWEPT_KEY } from '../../src/store/keys.js';
import { programsOf, type Cluster } from './cluster.js';

/** What BullMQ keeps of its own; none of it tells of a job. */
const BOOKKEEPING = /^\{overtone\}:detections-\d+:(meta|id|events|marker|stalled-check)$/;
/** Who lives and who holds what. */
const LIFE = /^overtone:\w+:(gateways|gateway:|shard:|identify:)|:lock|:lease/;
/** They go by themselves when whoever waited has died. */
const LAPSING = /^\{overtone\}:(claims|outcome:)/;

/** Keys in Redis that hold something of a job, an answer or an asker, and will not lapse by themselves. */
export async function leftInRedis(redis: Redis): Promise<string[]> {
  const left: string[] = [];
  for (const key of await redis.keys('*')) {
    if (BOOKKEEPING.test(key) || LIFE.test(key)) continue;
    if (LAPSING.test(key) && (await redis.pttl(key)) !== -1) continue;
    left.push(key);
  }
  return left;
}

/**
 * What a killed process left is removed once nobody can still be at it: makes all that was received or put into the
 * bucket so old, and the last sweep.
 */
export async function age(cluster: Cluster, byMs: number): Promise<void> {
  const then = new Date(Date.now() - byMs);
  const received = await Promise.all(programsOf(cluster).map((program) => program.received()));
  const bucket = cluster.s3.folderOf(cluster.urls.clips);
  const stored = await readdir(bucket, { recursive: true });
  const paths = [...received.flat(), ...stored.map((path) => join(bucket, path))];
  for (const path of paths) await utimes(path, then, then);
  const index = await openIndex(cluster.urls.index);
  await index.set(SWEPT_KEY, then.getTime());
  await index.close();
}

/** Files that the programs left in their folders. */
export async function leftInFolders(cluster: Cluster): Promise<string[]> {
  const received = await Promise.all(programsOf(cluster).map((program) => program.received()));
  return [...received.flat(), ...(await readdir(cluster.temporary))];
}
