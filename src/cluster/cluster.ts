import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { Ledger } from '../discord/ledger.js';
import { openFileLedger } from './file-ledger.js';
import type { BuildIdentifyThrottler } from './identify-turns.js';
import { PULSE } from './pulse.js';

/** What the processes of one bot know of each other. */
export interface Cluster {
  readonly ledger: Ledger;
  /** Absent where there is one process. */
  readonly buildIdentifyThrottler?: BuildIdentifyThrottler;
  /** Once the client is closed. */
  close(): Promise<void>;
}

/**
 * @param options.queueUrl - The Redis that they share; without it there is one process, which keeps a ledger in
 *   `dataDir`.
 * @param options.token - The bot's: bots that use the same Redis stay apart.
 * @param options.onFault - Told of what goes wrong later on.
 * @param options.onWait - Told of a shard that waits because another process still holds it.
 * @throws {Error} if Redis cannot be reached.
 */
export async function openCluster(options: {
  queueUrl: string | undefined;
  dataDir: string;
  token: string;
  onFault: (error: unknown) => void;
  onWait: (shard: number) => void;
}): Promise<Cluster> {
  const { queueUrl, dataDir, token, onFault, onWait } = options;
  if (queueUrl === undefined) {
    const ledger = await openFileLedger(dataDir, onFault);
    return { ledger, close: () => ledger.close() };
  }
  // Loaded only here: a bot of one process starts without Redis' client.
  const [{ connectRedis }, { openRedisLedger }, { createIdentifyTurns }, { createShardLeases }] =
    await Promise.all([
      import('./redis.js'),
      import('./redis-ledger.js'),
      import('./identify-turns.js'),
      import('./shard-leases.js'),
    ]);
  const redis = await connectRedis(queueUrl, onFault);
  const scope = `overtone:${digest(token)}`;
  const ledger = await openRedisLedger(redis, { scope, onFault, pulse: PULSE });
  // A data folder has one process at a time: its next one is the successor of the last.
  const holder = digest(`${hostname()} ${dataDir}`);
  const leases = createShardLeases(redis, { scope, holder, pulse: PULSE, onWait, onFault });
  return {
    ledger,
    buildIdentifyThrottler: createIdentifyTurns(redis, { scope, leases }),
    async close() {
      await ledger.close().catch(onFault);
      await leases.giveBack().catch(onFault);
      redis.disconnect();
    },
  };
}

/** Enough to tell one from another, and too little to lead back. */
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
