import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { UserError } from '../domain/errors.js';

/** Counts one upload of a member. */
export type CountUpload = (userId: string) => Promise<void>;

/** @returns a function that throws UserError `TOO_MANY_UPLOADS` above so many calls per member and minute. */
export function createUploadLimiter(maxPerMinute: number): CountUpload {
  const limiter = new RateLimiterMemory({ points: maxPerMinute, duration: 60 });
  return async (userId) => {
    try {
      await limiter.consume(userId);
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        throw new UserError('TOO_MANY_UPLOADS', { limit: String(maxPerMinute) });
      }
      throw error;
    }
  };
}
