import { UserError } from '../domain/errors.js';

interface AwaitedJob {
  guildId: string;
  /** Whether Redis has it: until then, that it is not there means nothing. */
  isQueued: boolean;
  resolve(outcome: string): void;
  reject(reason: unknown): void;
}

/** What this process asks of Redis to keep its jobs, and to notice that one has got lost. */
export interface JobLink {
  renewReservation(guildId: string, jobId: string): Promise<void>;
  isKnown(jobId: string): Promise<boolean>;
  takeOutcome(jobId: string): Promise<string | undefined>;
}

/** The jobs whose outcomes this process waits for. Each is resolved once; what comes later is nobody's. */
export class AwaitedJobs {
  private readonly jobs = new Map<string, AwaitedJob>();

  constructor(private readonly link: JobLink) {}

  /** @returns the outcome, for `readJobOutcome`; it may be left unhandled. */
  expect(guildId: string, jobId: string): Promise<string> {
    const outcome = new Promise<string>((resolve, reject) => {
      this.jobs.set(jobId, { guildId, isQueued: false, resolve, reject });
    });
    outcome.catch(() => undefined);
    return outcome;
  }

  isQueued(jobId: string): void {
    const job = this.jobs.get(jobId);
    if (job) job.isQueued = true;
  }

  /** Fetches the outcome of a job whose worker says that it is done. */
  async done(jobId: string): Promise<void> {
    if (!this.jobs.has(jobId)) return;
    const outcome = await this.link.takeOutcome(jobId);
    const job = this.jobs.get(jobId);
    this.jobs.delete(jobId);
    if (outcome) job?.resolve(outcome);
    else job?.reject(new UserError('QUEUE_UNREACHABLE', { cause: new Error(`job ${jobId} was lost`) }));
  }

  fail(jobId: string, reason: unknown): void {
    this.jobs.get(jobId)?.reject(reason);
    this.jobs.delete(jobId);
  }

  /** Drops a job that nobody waits for any more. */
  drop(jobId: string): void {
    this.jobs.delete(jobId);
  }

  failAll(reason: unknown): void {
    for (const jobId of [...this.jobs.keys()]) this.fail(jobId, reason);
  }

  /** Renews the reservations of what is awaited, and fetches the outcome of what has ended, or vanished, without word. */
  async heartbeat(): Promise<void> {
    const queued = [...this.jobs].filter(([, { isQueued }]) => isQueued);
    await Promise.all(
      queued.map(async ([jobId, { guildId }]) => {
        await this.link.renewReservation(guildId, jobId);
        if (!(await this.link.isKnown(jobId))) await this.done(jobId);
      }),
    );
  }
}
