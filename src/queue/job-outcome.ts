import { z } from 'zod';
import type { Detection } from '../domain/detection.js';
import { EMOTIONS } from '../domain/emotions.js';
import { ERROR_CODES, UserError } from '../domain/errors.js';
import { fromWireError, toWireError, type WireError } from '../domain/wire-error.js';

/**
 * What became of a job, in a form that survives the way through Redis. That a clip is refused is an outcome, too: to
 * try again would not change it. Why it was refused stays in the worker's log.
 */
export type JobOutcome = { detection: Detection } | WireError;

/** Rounding may take a share this far beyond 0 and 1. */
const TOLERANCE = 1e-3;

const share = z
  .number()
  .min(-TOLERANCE)
  .max(1 + TOLERANCE);
const emotion = z.enum(EMOTIONS);
const probabilities = z.record(emotion, share);
const sec = z.number().nonnegative();

const schema = z.union([
  z.strictObject({
    detection: z.strictObject({
      emotion,
      runnerUp: emotion,
      confidence: z.enum(['sure', 'likely', 'unsure']),
      probabilities,
      durationSec: sec,
      track: z.int().positive().exactOptional(),
      heardChannels: z.array(z.int().positive()).exactOptional(),
      windows: z
        .array(z.strictObject({ startSec: sec, endSec: sec, probabilities, voiceActivity: share }))
        .nonempty(),
      modelVersion: z.string().max(100),
    }),
  }),
  z.strictObject({
    code: z.enum(ERROR_CODES),
    // A figure with its unit: it is shown.
    limit: z
      .string()
      .regex(/^[\d.:]+( \w{1,5})?$/)
      .optional(),
  }),
]);

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

/** @throws {z.ZodError} if it is none: someone else writes to this Redis. */
export const readJobOutcome = (text: string): JobOutcome => schema.parse(JSON.parse(text));

/** @throws the {@link UserError} that the worker threw. */
export function fromJobOutcome(outcome: JobOutcome): Detection {
  if ('detection' in outcome) return outcome.detection;
  throw fromWireError(outcome);
}
