import { createHash } from 'node:crypto';
import { ApiError } from '../rest/api-error.js';
import type { Clock } from '../clock.js';

/** How many requests a route takes in a window of time. Discord's own limits are not published and differ by route. */
export interface RateLimit {
  requests: number;
  windowMs: number;
}

interface Bucket {
  left: number;
  /** Milliseconds since the Unix epoch. */
  resetsAt: number;
}

/** What counts apart within one route, besides the token of a webhook. */
const MAJOR = ['guild_id', 'channel_id', 'webhook_id', 'webhook_token', 'interaction_token'];

/** Counts requests by route and by the guild, channel or webhook that they are about. */
export class RateLimits {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly limit: RateLimit,
    private readonly clock: Clock,
  ) {}

  /**
   * Counts a request.
   *
   * @returns Headers that tell how matters stand.
   * @throws {RateLimitError} if the bucket is spent.
   */
  count(method: string, route: string, params: Readonly<Record<string, string>>): Record<string, string> {
    const now = this.clock.now();
    for (const [key, { resetsAt }] of this.buckets) if (resetsAt <= now) this.buckets.delete(key);
    const id = bucketId(method, route);
    const key = [id, ...MAJOR.map((name) => params[name] ?? '')].join(' ');
    const bucket = this.buckets.get(key) ?? {
      left: this.limit.requests,
      resetsAt: now + this.limit.windowMs,
    };
    this.buckets.set(key, bucket);
    const resetAfterSec = (bucket.resetsAt - now) / 1000;
    const headers = rateLimitHeaders({
      limit: this.limit.requests,
      remaining: Math.max(0, bucket.left - 1),
      resetAfterSec,
      now,
      id,
    });
    if (bucket.left <= 0) throw new RateLimitError(resetAfterSec, headers);
    bucket.left -= 1;
    return headers;
  }
}

/** 429, with what to wait for. */
export class RateLimitError extends ApiError {
  readonly headers: Record<string, string>;

  /** @param headers - How the bucket stands; see {@link rateLimitHeaders}. */
  constructor(
    readonly retryAfterSec: number,
    headers: Record<string, string>,
    readonly isGlobal = false,
  ) {
    super(429, 0, 'You are being rate limited.');
    this.headers = {
      ...headers,
      'retry-after': String(retryAfterSec),
      'x-ratelimit-scope': isGlobal ? 'global' : 'user',
      ...(isGlobal ? { 'x-ratelimit-global': 'true' } : {}),
      // discord.js takes a 429 without it for Cloudflare's.
      via: '1.1 discord',
    };
  }

  override toJSON() {
    return { message: this.message, code: 0, retry_after: this.retryAfterSec, global: this.isGlobal };
  }
}

export function rateLimitHeaders(bucket: {
  limit: number;
  remaining: number;
  resetAfterSec: number;
  now: number;
  id: string;
}): Record<string, string> {
  return {
    'x-ratelimit-limit': String(bucket.limit),
    'x-ratelimit-remaining': String(bucket.remaining),
    'x-ratelimit-reset': (bucket.now / 1000 + bucket.resetAfterSec).toFixed(3),
    'x-ratelimit-reset-after': bucket.resetAfterSec.toFixed(3),
    'x-ratelimit-bucket': bucket.id,
  };
}

export const bucketId = (method: string, route: string) =>
  createHash('sha256').update(`${method} ${route}`).digest('hex').slice(0, 32);
