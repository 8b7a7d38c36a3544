import type { Redis } from 'ioredis';
import { PREFIX } from './connection.js';

/** How much may wait or be worked on, of all servers and of one. */
export interface QueueLimits {
  all: number;
  perServer: number;
}

const ALL = `${PREFIX}:claims`;
const ofServer = (guildId: string) => `${ALL}:${guildId}`;

/** Every script goes by Redis' own clock. KEYS: all claims, the server's. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** ARGV: job, how long it holds, limits. */
const CLAIM = `${NOW}
for _, key in ipairs(KEYS) do redis.call('ZREMRANGEBYSCORE', key, '-inf', now) end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return 0 end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return redis.call('ZCARD', KEYS[2])
`;

/** ARGV: job, how long it holds. */
const RENEW = `${NOW}
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
`;

/** ARGV: job. */
const IS_CLAIMED = `${NOW}
local till = redis.call('ZSCORE', KEYS[1], ARGV[1])
return till and tonumber(till) > now and 1 or 0
`;

/**
 * Who waits for what: a claim is held by the process that wants the outcome, and lapses when that process dies. So each
 * server's jobs are counted right after any crash, and a job without a claim can be dropped.
 */
export class Claims {
  /** @param holdMs - How long a claim holds unless it is renewed, in milliseconds. */
  constructor(
    private readonly redis: Redis,
    private readonly holdMs: number,
  ) {}

  /** @returns the job's place among its server's, from 1; or 0, and no claim, where a limit is reached. */
  async claim(guildId: string, jobId: string, limits: QueueLimits): Promise<number> {
    const args = [jobId, this.holdMs, limits.all, limits.perServer];
    return (await this.redis.eval(CLAIM, 2, ALL, ofServer(guildId), ...args)) as number;
  }

  async renew(guildId: string, jobId: string): Promise<void> {
    await this.redis.eval(RENEW, 2, ALL, ofServer(guildId), jobId, this.holdMs);
  }

  async release(guildId: string, jobId: string): Promise<void> {
    await this.redis.multi().zrem(ALL, jobId).zrem(ofServer(guildId), jobId).exec();
  }
}

/** Whether someone still waits for a job. */
export async function isClaimed(redis: Redis, jobId: string): Promise<boolean> {
  return (await redis.eval(IS_CLAIMED, 1, ALL, jobId)) === 1;
}
