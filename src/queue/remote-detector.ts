import { randomUUID } from 'node:crypto';
import { Queue, QueueEvents } from 'bullmq';
import { UserError } from '../domain/errors.js';
import type { Detector } from '../usecases/ports.js';
import { AwaitedJobs } from './awaited.js';
import { Claims, type QueueLimits } from './claims.js';
import { connectRedis, firstAttempt, PREFIX, type OnFault } from './connection.js';
import { CANCEL_CHANNEL, NOBODY_WAITS, QUEUE_NAME, toJob, type DetectionJob } from './job.js';
import { fromOutcome } from './outcome.js';
import { Outcomes } from './outcomes.js';

export interface RemoteDetectorOptions {
  /** `redis://…` */
  url: string;
  /** Of the model in this process' folder; workers have the same but for the minutes of an update. */
  modelVersion: string;
  /** What more is refused. Default: 1000 of all servers, 50 of one. */
  limits?: QueueLimits;
  /** How often what is awaited is looked after, in milliseconds. Default: 10,000. */
  tendMs?: number;
  onFault: OnFault;
}

/** For one command, in milliseconds; a Redis that takes longer counts as gone. */
const COMMAND_MS = 5000;
/** Rounds of tending that may fail before those who wait are told. */
const ROUNDS_HELD = 3;
/** Nobody waits this long, in milliseconds: whoever asked for the job died while no worker was there to drop it. */
const ABANDONED_MS = 10 * 60_000;
/** Missed while connecting, in milliseconds. */
const LOOK_BACK_MS = 60_000;
/** At most how many events Redis keeps. They hold ids, and nothing else. */
const EVENTS_KEPT = 10_000;

const JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true,
};

/**
 * The detector whose work is done by workers on other machines, through a queue in Redis. It starts without Redis, too,
 * refuses in words while there is none, and goes on once there is.
 *
 * A job's priority is its place among its server's: first everyone's first, then everyone's second. So no server waits
 * for another's heap.
 */
export async function openRemoteDetector(
  options: RemoteDetectorOptions,
): Promise<Detector & { close(): Promise<void> }> {
  const { url, modelVersion, limits = { all: 1000, perServer: 50 }, tendMs = 10_000, onFault } = options;
  const redis = connectRedis(url, onFault, { enableOfflineQueue: false, commandTimeout: COMMAND_MS });
  // The first connection tells of an outage for both.
  const listening = connectRedis(url, () => undefined, { maxRetriesPerRequest: null });
  const queue = new Queue<DetectionJob>(QUEUE_NAME, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  const events = new QueueEvents(QUEUE_NAME, {
    connection: listening,
    prefix: PREFIX,
    lastEventId: String(Date.now() - LOOK_BACK_MS),
  });
  queue.on('error', () => undefined);
  events.on('error', () => undefined);

  const claims = new Claims(redis, tendMs * ROUNDS_HELD);
  const outcomes = new Outcomes(redis);
  const awaited = new AwaitedJobs({
    renewClaim: (guildId, jobId) => claims.renew(guildId, jobId),
    isKnown: async (jobId) => (await queue.getJobState(jobId)) !== 'unknown',
    takeOutcome: (jobId) => outcomes.take(jobId),
  });
  events.on('completed', ({ jobId }) => {
    // What cannot be fetched now is found when it is tended.
    awaited.done(jobId).catch(() => undefined);
  });
  events.on('failed', ({ jobId, failedReason }) => {
    const cause = new Error(`job ${jobId}: ${failedReason}`);
    awaited.fail(
      jobId,
      failedReason === NOBODY_WAITS ? new UserError('QUEUE_UNREACHABLE', { cause }) : cause,
    );
  });

  let tendedAt = Date.now();
  const tend = async () => {
    try {
      await awaited.tend();
      if (redis.status === 'ready') await queue.clean(ABANDONED_MS, limits.all, 'prioritized');
      tendedAt = Date.now();
    } catch (cause) {
      if (Date.now() - tendedAt < tendMs * ROUNDS_HELD) return;
      awaited.failAll(new UserError('QUEUE_UNREACHABLE', { cause }));
    }
  };
  const timer = setInterval(() => void tend(), tendMs).unref();
  await firstAttempt(redis);

  /** BullMQ would wait for a connection that there has never been. */
  async function reach<T>(ask: () => Promise<T>): Promise<T> {
    try {
      if (redis.status !== 'ready') throw new Error(`the connection is ${redis.status}`);
      return await ask();
    } catch (cause) {
      throw new UserError('QUEUE_UNREACHABLE', { cause });
    }
  }

  /** What is still to be said to Redis of jobs that nobody waits for any more. */
  const partings = new Set<Promise<void>>();

  async function part(guildId: string, jobId: string, isOver: boolean): Promise<void> {
    await claims.release(guildId, jobId);
    if (isOver || (await queue.remove(jobId)) === 1) return;
    await redis.publish(CANCEL_CHANNEL, jobId);
  }

  return {
    modelVersion,

    async detect(sound, { signal } = {}) {
      signal?.throwIfAborted();
      const { guildId } = sound;
      const jobId = randomUUID();
      const place = await reach(() => claims.claim(guildId, jobId, limits));
      if (place === 0) throw new UserError('BUSY');

      const outcome = awaited.expect(guildId, jobId);
      const leave = () => {
        awaited.fail(jobId, signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      if (signal?.aborted) leave();
      let isOver = false;
      try {
        await reach(() => queue.add('detect', toJob(sound), { ...JOB_OPTIONS, jobId, priority: place }));
        awaited.isQueued(jobId);
        const found = await outcome;
        isOver = true;
        return fromOutcome(found);
      } finally {
        signal?.removeEventListener('abort', leave);
        awaited.forget(jobId);
        // Without Redis the claim lapses by itself, and the job with it.
        const parting = part(guildId, jobId, isOver).catch(() => undefined);
        partings.add(parting);
        void parting.then(() => partings.delete(parting));
      }
    },

    async close() {
      clearInterval(timer);
      awaited.failAll(new UserError('STOPPING'));
      await Promise.allSettled(partings);
      const closed = Promise.allSettled([queue.close(), events.close()]);
      // Without Redis BullMQ would wait for it.
      if (redis.status === 'ready') await closed;
      for (const connection of [redis, listening]) connection.disconnect();
    },
  };
}
