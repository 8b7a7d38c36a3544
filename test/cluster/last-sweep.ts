import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { openIndex } from '../../src/store/index/open-index.js';
import { SWEPT_KEY } from '../../src/store/keys.js';
import { until } from '../helpers/file-server.js';
import { programsOf, type Cluster } from './cluster.js';

/** A worker keeps what it received for 10 minutes, and there is one sweep an hour, which spares newer bytes. */
const STALE_MS = 2 * 3_600_000;

/** Restarts programs that are at rest as if hours had passed, so that what killed ones left is removed. */
export async function sweepOnceMore(cluster: Cluster): Promise<void> {
  await age(cluster);
  await Promise.all(programsOf(cluster).map((program) => program.start()));
  await until(() => cluster.gateways.some(({ log }) => log.includes('"msg":"store swept"')));
}

/** Makes all that was received or put into the bucket so old, and the last sweep. */
async function age({ s3, urls, ...cluster }: Cluster): Promise<void> {
  const then = new Date(Date.now() - STALE_MS);
  const received = await Promise.all(programsOf(cluster).map((program) => program.received()));
  const bucket = s3.folderOf(urls.clips);
  const stored = await readdir(bucket, { recursive: true });
  for (const path of [...received.flat(), ...stored.map((path) => join(bucket, path))]) {
    await utimes(path, then, then);
  }
  const index = await openIndex(urls.index);
  await index.set(SWEPT_KEY, then.getTime());
  await index.close();
}
