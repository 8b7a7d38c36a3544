import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Detection } from '../domain/detection.js';
import { UserError } from '../domain/errors.js';
import type { Cancellable, Detector, Sound } from '../usecases/ports.js';
import { AwaitedJobs } from './awaited.js';
import { Claims, type QueueLimits } from './claims.js';
import { CANCEL_CHANNEL, NOBODY_WAITS, toJob, type DetectionJob } from './job.js';
import { fromOutcome } from './outcome.js';
import { Outcomes } from './outcomes.js';

export interface RemoteDetectorParts {
  modelVersion: string;
  queue: Queue<DetectionJob>;
  redis: Redis;
  limits: QueueLimits;
  /** How long a claim holds unless it is renewed, in milliseconds. */
  holdMs: number;
}

/** Nobody waits this long, in milliseconds: whoever asked for the job died while no worker was there to drop it. */
const ABANDONED_MS = 10 * 60_000;

const JOB_OPTIONS = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true,
};

/**
 * The detector whose work is done by workers on other machines, through a queue in Redis.
 *
 * A job's priority is its place among its server's: first everyone's first, then everyone's second. So no server waits
 * for another's heap.
 */
export class RemoteDetector implements Detector {
  readonly modelVersion: string;
  private readonly claims: Claims;
  private readonly awaited: AwaitedJobs;
  /** What is still to be said to Redis of jobs that nobody waits for any more. */
  private readonly partings = new Set<Promise<void>>();
  private tendedAt = Date.now();

  constructor(private readonly parts: RemoteDetectorParts) {
    const { modelVersion, queue, redis, holdMs } = parts;
    this.modelVersion = modelVersion;
    this.claims = new Claims(redis, holdMs);
    const outcomes = new Outcomes(redis);
    this.awaited = new AwaitedJobs({
      renewClaim: (guildId, jobId) => this.claims.renew(guildId, jobId),
      isKnown: async (jobId) => (await queue.getJobState(jobId)) !== 'unknown',
      takeOutcome: (jobId) => outcomes.take(jobId),
    });
  }

  async detect(sound: Sound, { signal }: Cancellable = {}): Promise<Detection> {
    signal?.throwIfAborted();
    const { guildId } = sound;
    const jobId = randomUUID();
    const place = await this.reach(() => this.claims.claim(guildId, jobId, this.parts.limits));
    if (place === 0) throw new UserError('BUSY');

    const outcome = this.awaited.expect(guildId, jobId);
    const leave = () => {
      this.awaited.fail(jobId, signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    let isOver = false;
    try {
      const options = { ...JOB_OPTIONS, jobId, priority: place };
      await this.reach(() => this.parts.queue.add('detect', toJob(sound), options));
      this.awaited.isQueued(jobId);
      const found = await outcome;
      isOver = true;
      return fromOutcome(found);
    } finally {
      signal?.removeEventListener('abort', leave);
      this.awaited.forget(jobId);
      this.part(guildId, jobId, isOver);
    }
  }

  /** A worker says that a job is done. */
  done(jobId: string): void {
    // What cannot be fetched now is found when it is tended.
    this.awaited.done(jobId).catch(() => undefined);
  }

  /** A worker has given a job up. */
  failed(jobId: string, reason: string): void {
    const cause = new Error(`job ${jobId}: ${reason}`);
    this.awaited.fail(jobId, reason === NOBODY_WAITS ? new UserError('QUEUE_UNREACHABLE', { cause }) : cause);
  }

  /** Looks after what is awaited, and tells those who wait once Redis has been gone for too long. Never rejects. */
  async tend(): Promise<void> {
    const { queue, redis, limits, holdMs } = this.parts;
    try {
      await this.awaited.tend();
      if (redis.status === 'ready') await queue.clean(ABANDONED_MS, limits.all, 'prioritized');
      this.tendedAt = Date.now();
    } catch (cause) {
      if (Date.now() - this.tendedAt < holdMs) return;
      this.awaited.failAll(new UserError('QUEUE_UNREACHABLE', { cause }));
    }
  }

  /** Tells all who wait, and takes their jobs back. */
  async stop(): Promise<void> {
    this.awaited.failAll(new UserError('STOPPING'));
    await Promise.all(this.partings);
  }

  /** Says that nobody waits any more; a job that is not over is taken back, or its worker told to stop. */
  private part(guildId: string, jobId: string, isOver: boolean): void {
    const { queue, redis } = this.parts;
    const say = async () => {
      await this.claims.release(guildId, jobId);
      if (isOver || (await queue.remove(jobId)) === 1) return;
      await redis.publish(CANCEL_CHANNEL, jobId);
    };
    // Without Redis the claim lapses by itself, and the job with it.
    const parting = say().catch(() => undefined);
    this.partings.add(parting);
    void parting.then(() => this.partings.delete(parting));
  }

  /** Asks Redis if it is there: BullMQ would wait for a connection that there has never been. */
  private async reach<T>(ask: () => Promise<T>): Promise<T> {
    try {
      const { status } = this.parts.redis;
      if (status !== 'ready') throw new Error(`the connection is ${status}`);
      return await ask();
    } catch (cause) {
      throw new UserError('QUEUE_UNREACHABLE', { cause });
    }
  }
}
