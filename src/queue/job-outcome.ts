import type { Detection } from '../domain/detection.js';
import { UserError } from '../domain/errors.js';
import { fromWireError, toWireError, type WireError } from '../domain/wire-error.js';

/**
 * What became of a job, in a form that survives the way through Redis. That a clip is refused is an outcome, too: to
 * try again would not change it. Why it was refused stays in the worker's log.
 */
export type JobOutcome = { detection: Detection } | WireError;

/**
 * @param onRefusal - Told of the error itself, which does not travel.
 * @throws whatever the work throws, unless it is a {@link UserError}.
 */
export async function toJobOutcome(
  work: () => Promise<Detection>,
  onRefusal: (error: UserError) => void,
): Promise<JobOutcome> {
  try {
    return { detection: await work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onRefusal(error);
    return toWireError(error);
  }
}

/** @throws the {@link UserError} that the worker threw. */
export function fromJobOutcome(outcome: JobOutcome): Detection {
  if ('detection' in outcome) return outcome.detection;
  throw fromWireError(outcome);
}
