import type { Detection } from '../domain/detection.js';
import { UserError, type ErrorCode } from '../domain/errors.js';

/**
 * What became of a job, in a form that survives the way through Redis. That a clip is refused is an outcome, too: to
 * try again would not change it. Why it was refused stays in the worker's log.
 */
export type Outcome = { detection: Detection } | { code: ErrorCode; limit: string | undefined };

/**
 * @param onRefusal - Told of the error itself, which does not travel.
 * @throws whatever the work throws, unless it is a {@link UserError}.
 */
export async function toOutcome(
  work: () => Promise<Detection>,
  onRefusal: (error: UserError) => void,
): Promise<Outcome> {
  try {
    return { detection: await work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onRefusal(error);
    return { code: error.code, limit: error.limit };
  }
}

/** @throws the {@link UserError} that the worker threw. */
export function fromOutcome(outcome: Outcome): Detection {
  if ('detection' in outcome) return outcome.detection;
  throw new UserError(outcome.code, { limit: outcome.limit });
}
