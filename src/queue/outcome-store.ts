import type { Redis } from 'ioredis';
import type { JobOutcome } from './job-outcome.js';
import { PREFIX } from './keys.js';

/** How long an outcome that nobody takes stays in Redis, in milliseconds. */
const KEPT_MS = 60_000;

const keyOf = (jobId: string) => `${PREFIX}:outcome:${jobId}`;

/** Outcomes on their way back. BullMQ's own way would leave each in its stream of events, for anyone, for long. */
export class OutcomeStore {
  constructor(private readonly redis: Redis) {}

  async put(jobId: string, outcome: JobOutcome): Promise<void> {
    await this.redis.set(keyOf(jobId), JSON.stringify(outcome), 'PX', KEPT_MS);
  }

  /** The outcome as it came, for `readJobOutcome`, once: nothing of it remains. */
  async take(jobId: string): Promise<string | undefined> {
    return (await this.redis.getdel(keyOf(jobId))) ?? undefined;
  }
}
