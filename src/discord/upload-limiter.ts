import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { UserError } from '../domain/errors.js';

/** Counts an upload of a member, of so many sounds. */
export type CountUpload = (userId: string, sounds: number) => Promise<void>;

/**
 * @returns a function that throws UserError `TOO_MANY_UPLOADS` above so many sounds per member and minute. A message of
 *   more than that is taken as the only one of its minute: else it never could be.
 */
export function createUploadLimiter(maxPerMinute: number): CountUpload {
  const limiter = new RateLimiterMemory({ points: maxPerMinute, duration: 60 });
  return async (userId, sounds) => {
    try {
      await limiter.consume(userId, Math.min(sounds, maxPerMinute));
    } catch (error) {
      if (error instanceof RateLimiterRes) {
        throw new UserError('TOO_MANY_UPLOADS', { limit: String(maxPerMinute) });
      }
      throw error;
    }
  };
}
