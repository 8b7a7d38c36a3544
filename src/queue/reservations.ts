import type { Redis } from 'ioredis';
import { PREFIX } from './keys.js';

/** How much may wait or be worked on, of all servers and of one. */
export interface QueueLimits {
  all: number;
  perServer: number;
}

/** Has the name that earlier releases gave it, so that their gateways and newer workers see the same reservations. */
const ALL = `${PREFIX}:claims`;
const ofServer = (guildId: string) => `${ALL}:${guildId}`;

/** Every script goes by Redis' own clock. KEYS: all reservations, the server's. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** ARGV: job, how long it holds, limits. */
const RESERVE = `${NOW}
for _, key in ipairs(KEYS) do redis.call('ZREMRANGEBYSCORE', key, '-inf', now) end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return {0, now} end
if redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[4]) then return {0, now} end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return {redis.call('ZCARD', KEYS[2]), now}
`;

/** ARGV: job, how long it holds. */
const RENEW = `${NOW}
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
`;

/** ARGV: job. */
const IS_RESERVED = `${NOW}
local till = redis.call('ZSCORE', KEYS[1], ARGV[1])
return till and tonumber(till) > now and 1 or 0
`;

/**
 * Reservations in the queue: one is held by the process that wants a job's outcome, and expires when that process dies.
 * So each server's jobs are counted right after any crash, and a job without a reservation can be dropped.
 */
export class Reservations {
  /** @param ttlMs - How long a reservation holds unless it is renewed, in milliseconds. */
  constructor(
    private readonly redis: Redis,
    private readonly ttlMs: number,
  ) {}

  /**
   * @returns the job's place among its server's, from 1; or 0, and no reservation, where a limit is reached. And when that
   *   was by Redis' clock, in milliseconds since the Unix epoch.
   */
  async reserve(guildId: string, jobId: string, limits: QueueLimits): Promise<{ place: number; at: number }> {
    const args = [jobId, this.ttlMs, limits.all, limits.perServer];
    const reply = await this.redis.eval(RESERVE, 2, ALL, ofServer(guildId), ...args);
    const [place, at] = reply as [number, number];
    return { place, at };
  }

  async renew(guildId: string, jobId: string): Promise<void> {
    await this.redis.eval(RENEW, 2, ALL, ofServer(guildId), jobId, this.ttlMs);
  }

  async release(guildId: string, jobId: string): Promise<void> {
    await this.redis.multi().zrem(ALL, jobId).zrem(ofServer(guildId), jobId).exec();
  }
}

/** Whether someone still waits for a job. */
export async function isReserved(redis: Redis, jobId: string): Promise<boolean> {
  return (await redis.eval(IS_RESERVED, 1, ALL, jobId)) === 1;
}
