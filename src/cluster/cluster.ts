import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import type { AnswerJournal } from '../discord/pending-answers.js';
import { openFileJournal } from './file-journal.js';
import { HEARTBEAT } from './heartbeat.js';
import type { BuildIdentifyThrottler } from './identify-turns.js';

/** What the processes of one bot know of each other. */
export interface Cluster {
  readonly journal: AnswerJournal;
  /** Absent where there is one process. */
  readonly buildIdentifyThrottler?: BuildIdentifyThrottler;
  /** Closes it; comes after the client's end. */
  close(): Promise<void>;
}

/** An interaction must be acknowledged within 3 s: nobody waits for Redis longer than this, in milliseconds. */
const COMMAND_MS = 500;

/**
 * @param options.queueUrl - The Redis that they share; without it there is one process, which keeps a journal in
 *   `dataDir`.
 * @param options.token - The bot's: bots that use the same Redis stay apart.
 * @param options.onFault - Told of what goes wrong later on.
 * @param options.onWait - Told of a shard that waits because another process still holds it.
 * @throws {Error} if Redis cannot be reached; it says what to do.
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
    const journal = await openFileJournal(dataDir, onFault);
    return { journal, close: () => journal.close() };
  }
  // Redis' client is loaded only here: a bot of one process starts without it.
  const [
    { connectRedis, firstAttempt },
    { openRedisJournal },
    { createIdentifyTurns },
    { createShardLeases },
  ] = await Promise.all([
    import('../redis/connect-redis.js'),
    import('./redis-journal.js'),
    import('./identify-turns.js'),
    import('./shard-leases.js'),
  ]);
  const redis = connectRedis(queueUrl, onFault, { commandTimeout: COMMAND_MS });
  const scope = `overtone:${digest(token)}`;
  const openJournal = async () => {
    const fault = await firstAttempt(redis);
    if (fault) throw fault;
    return openRedisJournal(redis, { scope, onFault, heartbeat: HEARTBEAT });
  };
  const journal = await openJournal().catch((cause: unknown) => {
    redis.disconnect();
    const what = 'QUEUE_URL names a Redis that cannot be used: start it, or correct the address';
    throw new Error(what, { cause });
  });
  // A data folder has one process at a time: its next one is the successor of the last.
  const holder = digest(`${hostname()} ${dataDir}`);
  const leases = createShardLeases(redis, { scope, holder, heartbeat: HEARTBEAT, onWait, onFault });
  return {
    journal,
    buildIdentifyThrottler: createIdentifyTurns(redis, { scope, leases, onFault }),
    async close() {
      await journal.close().catch(onFault);
      await leases.giveBack().catch(onFault);
      redis.disconnect();
    },
  };
}

/** A digest long enough to tell one from another, and too short to lead back. */
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);
