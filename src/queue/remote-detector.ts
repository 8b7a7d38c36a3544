import { randomUUID } from 'node:crypto';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Detection } from '../domain/detection.js';
import { UserError } from '../domain/errors.js';
import { timeOf } from '../redis/connect-redis.js';
import type { Cancellable, Detector, Sound } from '../usecases/ports.js';
import { AwaitedJobs } from './awaited-jobs.js';
import { CANCEL_CHANNEL, NOBODY_WAITS, toJob, type DetectionJob } from './job.js';
import { fromJobOutcome, readJobOutcome } from './job-outcome.js';
import { OutcomeStore } from './outcome-store.js';
import { Reservations, type QueueLimits } from './reservations.js';

export interface RemoteDetectorParts {
  modelVersion: string;
  queue: Queue<DetectionJob>;
  redis: Redis;
  limits: QueueLimits;
  /** How long a reservation holds unless it is renewed, in milliseconds. */
  ttlMs: number;
}

/** Age of a job that nobody can be waiting for, in milliseconds: its asker died while no worker was there to drop it. */
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
  private readonly reservations: Reservations;
  private readonly awaited: AwaitedJobs;
  /** Releases under way: of jobs that nobody waits for any more. */
  private readonly releases = new Set<Promise<void>>();
  /** By the process' own clock, which nobody sets. */
  private heartbeatAt = performance.now();

  constructor(private readonly parts: RemoteDetectorParts) {
    const { modelVersion, queue, redis, ttlMs } = parts;
    this.modelVersion = modelVersion;
    this.reservations = new Reservations(redis, ttlMs);
    const outcomes = new OutcomeStore(redis);
    this.awaited = new AwaitedJobs({
      renewReservation: (guildId, jobId) => this.reservations.renew(guildId, jobId),
      isKnown: async (jobId) => (await queue.getJobState(jobId)) !== 'unknown',
      takeOutcome: (jobId) => outcomes.take(jobId),
    });
  }

  async detect(sound: Sound, { signal }: Cancellable = {}): Promise<Detection> {
    signal?.throwIfAborted();
    const { fairnessKey } = sound;
    const jobId = randomUUID();
    const { place, at } = await this.reach(() =>
      this.reservations.reserve(fairnessKey, jobId, this.parts.limits),
    );
    if (place === 0) throw new UserError('BUSY');

    const outcome = this.awaited.expect(fairnessKey, jobId);
    const leave = () => {
      this.awaited.fail(jobId, signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    if (signal?.aborted) leave();
    let isOver = false;
    try {
      const options = { ...JOB_OPTIONS, jobId, priority: place, timestamp: at };
      await this.reach(() => this.parts.queue.add('detect', toJob(sound), options));
      this.awaited.isQueued(jobId);
      const found = await outcome;
      isOver = true;
      return fromJobOutcome(readJobOutcome(found));
    } finally {
      signal?.removeEventListener('abort', leave);
      this.awaited.drop(jobId);
      this.release(fairnessKey, jobId, isOver);
    }
  }

  /** A worker says that a job is done. */
  done(jobId: string): void {
    // An outcome that cannot be fetched now is found at the next heartbeat.
    this.awaited.done(jobId).catch(() => undefined);
  }

  /** A worker has given a job up. */
  failed(jobId: string, reason: string): void {
    const cause = new Error(`job ${jobId}: ${reason}`);
    this.awaited.fail(jobId, reason === NOBODY_WAITS ? new UserError('QUEUE_UNREACHABLE', { cause }) : cause);
  }

  /** Keeps what is awaited, and tells those who wait once Redis has been gone for too long. Never rejects. */
  async heartbeat(): Promise<void> {
    const { queue, redis, limits, ttlMs } = this.parts;
    try {
      await this.awaited.heartbeat();
      if (redis.status === 'ready') {
        // Jobs are dated by Redis' clock, and BullMQ compares with this machine's.
        const aheadMs = Date.now() - (await timeOf(redis));
        await queue.clean(aheadMs + ABANDONED_MS, limits.all, 'prioritized');
      }
      this.heartbeatAt = performance.now();
    } catch (cause) {
      if (performance.now() - this.heartbeatAt < ttlMs) return;
      this.awaited.failAll(new UserError('QUEUE_UNREACHABLE', { cause }));
    }
  }

  /** Tells all who wait, and takes their jobs back. */
  async stop(): Promise<void> {
    this.awaited.failAll(new UserError('STOPPING'));
    await Promise.all(this.releases);
  }

  /** Says to Redis that nobody waits any more; a job that is not over is taken back, or its worker told to stop. */
  private release(guildId: string, jobId: string, isOver: boolean): void {
    const { queue, redis } = this.parts;
    const say = async () => {
      await this.reservations.release(guildId, jobId);
      if (isOver || (await queue.remove(jobId)) === 1) return;
      await redis.publish(CANCEL_CHANNEL, jobId);
    };
    // Without Redis the reservation expires by itself, and the job with it.
    const release = say().catch(() => undefined);
    this.releases.add(release);
    void release.then(() => this.releases.delete(release));
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
