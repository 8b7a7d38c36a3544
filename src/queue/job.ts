import { z } from 'zod';
import type { Sound } from '../usecases/ports.js';

/** The queue's name. The number changes with the form of jobs and outcomes, so that two releases never misread each other. */
export const QUEUE_NAME = 'detections-1';
/** The channel on which the ids of jobs are called that nobody waits for any more. */
export const CANCEL_CHANNEL = 'overtone:cancelled';

const guildId = z.string().regex(/^[a-z0-9]{1,32}$/);

/**
 * What Redis holds of a job: where the sound is, and whose turn it takes, which is a server's; or a user's where there is
 * none, under the same name.
 */
const schema = z.union([
  z.strictObject({ guildId, clipId: z.string().regex(/^[a-z0-9]{1,32}$/) }),
  z.strictObject({ guildId, url: z.string(), maxBytes: z.int().positive() }),
]);

export type DetectionJob = z.infer<typeof schema>;

export function toJob(sound: Sound): DetectionJob {
  if ('clip' in sound) return { guildId: sound.clip.guildId, clipId: sound.clip.id };
  const { fairnessKey, url, maxBytes } = sound;
  return { guildId: fairnessKey, url, maxBytes };
}

/** @throws {z.ZodError} if it is none: someone else writes to this Redis. */
export const readJob = (data: unknown): DetectionJob => schema.parse(data);

/** Why a worker drops a job. */
export const NOBODY_WAITS = 'nobody waits for it';
