import { UnrecoverableError, WaitingError, Worker, type Job } from 'bullmq';
import type { Logger } from 'pino';
import { UserError } from '../domain/errors.js';
import { logRefusal } from '../domain/log-refusal.js';
import { connectRedis, doesAnswer, LONGEST_BLOCK_MS } from '../redis/connect-redis.js';
import type { ClipStore, Detector, Sound } from '../usecases/ports.js';
import { CANCEL_CHANNEL, NOBODY_WAITS, QUEUE_NAME, readJob } from './job.js';
import { toJobOutcome } from './job-outcome.js';
import { PREFIX } from './keys.js';
import { OutcomeStore } from './outcome-store.js';
import { isReserved } from './reservations.js';

export interface DetectionWorkerOptions {
  /** `redis://…` */
  url: string;
  detector: Detector;
  clips: Pick<ClipStore, 'get'>;
  /** Jobs at a time. Minimum: 1. */
  concurrency: number;
  logger: Logger;
}

export interface DetectionWorker {
  /** Resolves once Redis is there, and jobs are taken. */
  readonly ready: Promise<void>;
  /** Whether Redis answers. */
  isConnected(): Promise<boolean>;
  /**
   * Takes no more jobs, ends those in hand, and closes.
   *
   * @param withinMs - After this long, what is still in hand goes back to the queue, for others.
   */
  stop(withinMs: number): Promise<void>;
}

/**
 * A job whose worker has died goes to another one: at the next look after its lock has run out, both in milliseconds.
 * Members wait for 5 minutes, so there is time. It does so once: a sound that has killed two workers kills no third.
 */
const LOCK_MS = 10_000;
const LOOK_MS = 5000;
const MOST_DEATHS = 1;

/** The end of a job that nobody waits for: to try it again would not change that. */
const dropped = () => new UnrecoverableError(NOBODY_WAITS);

/** Starts to take jobs from the queue, now or as soon as Redis is there. */
export function startDetectionWorker(options: DetectionWorkerOptions): DetectionWorker {
  const { url, detector, clips, concurrency, logger } = options;
  const onFault = (error: unknown) => {
    logger.error({ err: error }, 'Redis cannot be reached; trying again');
  };
  const redis = connectRedis(url, onFault, { maxRetriesPerRequest: null });
  const calls = connectRedis(url, () => undefined, { maxRetriesPerRequest: null });
  const outcomes = new OutcomeStore(redis);
  let isStopping = false;

  async function soundOf(job: Job): Promise<Sound> {
    const data = readJob(job.data);
    const { guildId: fairnessKey } = data;
    if ('url' in data) return { fairnessKey, url: data.url, maxBytes: data.maxBytes };
    const clip = await clips.get(data.guildId, data.clipId);
    if (!clip) throw new UserError('CLIP_NOT_FOUND');
    return { fairnessKey, clip };
  }

  async function work(job: Job, token: string | undefined, signal: AbortSignal | undefined): Promise<null> {
    const jobId = job.id!;
    if (!(await isReserved(redis, jobId))) throw dropped();
    const log = logger.child({ job: jobId });
    const startedAt = performance.now();
    try {
      const outcome = await toJobOutcome(
        async () => detector.detect(await soundOf(job), { signal }),
        (error) => {
          logRefusal(error, log);
        },
      );
      await outcomes.put(jobId, outcome);
      log.info({ ms: Math.round(performance.now() - startedAt) }, 'done');
      return null;
    } catch (error) {
      if (signal?.aborted && isStopping) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (signal?.aborted) throw dropped();
      log.error({ err: error, attempt: job.attemptsMade + 1 }, 'failed');
      // Redis passes on why a job failed to whoever listens.
      throw new Error('failed; the worker’s log says why', { cause: error });
    }
  }

  const worker = new Worker(QUEUE_NAME, (job, token, signal) => work(job, token, signal), {
    connection: redis,
    prefix: PREFIX,
    drainDelay: LONGEST_BLOCK_MS / 1000,
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_MS,
    maxStalledCount: MOST_DEATHS,
  });
  worker.on('error', (error) => {
    // An outage is told by the connection already.
    if (redis.status === 'ready') logger.warn({ err: error }, 'the queue has a fault');
  });
  worker.on('lockRenewalFailed', (jobIds) => {
    // Another worker has the job by now.
    for (const jobId of jobIds) worker.cancelJob(jobId);
  });
  calls.on('message', (_channel, jobId) => worker.cancelJob(jobId));
  // The subscription is taken up again by itself after an outage.
  calls.subscribe(CANCEL_CHANNEL).catch(() => undefined);

  let hasBegun = false;
  const ready = worker.waitUntilReady().then(() => {
    hasBegun = true;
  });
  ready.catch(() => undefined); // A stop may come first, and nobody need wait for it.

  return {
    ready,
    isConnected: () => doesAnswer(redis),
    async stop(withinMs) {
      const timer = setTimeout(() => {
        isStopping = true;
        worker.cancelAllJobs();
      }, withinMs);
      const closed = worker.close();
      closed.catch(() => undefined);
      // BullMQ would wait for a Redis that there has never been, and nothing is in hand.
      if (hasBegun) await closed;
      clearTimeout(timer);
      for (const connection of [redis, calls]) connection.disconnect();
    },
  };
}
