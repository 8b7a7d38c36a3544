import { UserError } from '../domain/errors.js';
import type { Outcome } from './outcome.js';

interface AwaitedJob {
  guildId: string;
  /** Whether Redis has it: until then, that it is not there means nothing. */
  isQueued: boolean;
  resolve(outcome: Outcome): void;
  reject(reason: unknown): void;
}

/** What this process needs of Redis to keep its jobs, and to notice that one has got lost. */
export interface Tending {
  renewClaim(guildId: string, jobId: string): Promise<void>;
  isKnown(jobId: string): Promise<boolean>;
  takeOutcome(jobId: string): Promise<Outcome | undefined>;
}

/** The jobs whose outcomes this process waits for. Each is settled once; what comes later is nobody's. */
export class AwaitedJobs {
  private readonly jobs = new Map<string, AwaitedJob>();

  constructor(private readonly tending: Tending) {}

  /** @returns the outcome; it may be left unhandled. */
  expect(guildId: string, jobId: string): Promise<Outcome> {
    const outcome = new Promise<Outcome>((resolve, reject) => {
      this.jobs.set(jobId, { guildId, isQueued: false, resolve, reject });
    });
    outcome.catch(() => undefined);
    return outcome;
  }

  isQueued(jobId: string): void {
    const job = this.jobs.get(jobId);
    if (job) job.isQueued = true;
  }

  /** Its worker says that it is done: fetches the outcome. */
  async done(jobId: string): Promise<void> {
    if (!this.jobs.has(jobId)) return;
    const outcome = await this.tending.takeOutcome(jobId);
    const job = this.jobs.get(jobId);
    this.jobs.delete(jobId);
    if (outcome) job?.resolve(outcome);
    else job?.reject(new UserError('QUEUE_UNREACHABLE', { cause: new Error(`job ${jobId} was lost`) }));
  }

  fail(jobId: string, reason: unknown): void {
    this.jobs.get(jobId)?.reject(reason);
    this.jobs.delete(jobId);
  }

  /** Nobody waits any more. */
  forget(jobId: string): void {
    this.jobs.delete(jobId);
  }

  failAll(reason: unknown): void {
    for (const jobId of [...this.jobs.keys()]) this.fail(jobId, reason);
  }

  /** Holds on to what is awaited, and settles what has ended, or vanished, without word. */
  async tend(): Promise<void> {
    const queued = [...this.jobs].filter(([, { isQueued }]) => isQueued);
    await Promise.all(
      queued.map(async ([jobId, { guildId }]) => {
        await this.tending.renewClaim(guildId, jobId);
        if (!(await this.tending.isKnown(jobId))) await this.done(jobId);
      }),
    );
  }
}
