import { createHash } from 'node:crypto';
import type { Ledger } from '../discord/ledger.js';
import { openFileLedger } from './file-ledger.js';
import type { BuildIdentifyThrottler } from './identify-turns.js';

/** What the processes of one bot know of each other. */
export interface Cluster {
  readonly ledger: Ledger;
  /** Absent where there is one process. */
  readonly buildIdentifyThrottler?: BuildIdentifyThrottler;
  close(): Promise<void>;
}

/**
 * @param options.queueUrl - The Redis that they share; without it there is one process, which keeps a ledger in
 *   `dataDir`.
 * @param options.token - The bot's: bots that use the same Redis stay apart.
 * @param options.onFault - Told of what goes wrong later on.
 * @throws {Error} if Redis cannot be reached.
 */
export async function openCluster(options: {
  queueUrl: string | undefined;
  dataDir: string;
  token: string;
  onFault: (error: unknown) => void;
}): Promise<Cluster> {
  const { queueUrl, dataDir, token, onFault } = options;
  if (queueUrl === undefined) {
    const ledger = await openFileLedger(dataDir, onFault);
    return { ledger, close: () => ledger.close() };
  }
  // Loaded only here: a bot of one process starts without Redis' client.
  const [{ connectRedis }, { openRedisLedger }, { createIdentifyTurns }] = await Promise.all([
    import('./redis.js'),
    import('./redis-ledger.js'),
    import('./identify-turns.js'),
  ]);
  const redis = await connectRedis(queueUrl, onFault);
  const scope = `overtone:${createHash('sha256').update(token).digest('hex').slice(0, 12)}`;
  const ledger = await openRedisLedger(redis, { scope, onFault });
  return {
    ledger,
    buildIdentifyThrottler: createIdentifyTurns(redis, scope),
    async close() {
      await ledger.close().catch(onFault);
      redis.disconnect();
    },
  };
}
