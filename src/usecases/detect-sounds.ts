import type { Detection } from '../domain/detection.js';
import type { DetectAttachment } from './detect-emotion.js';
import { eachSound, type SoundCandidate, type TriedSounds } from './each-sound.js';
import type { ForSomeone } from './ports.js';

export type DetectSounds = (
  request: { candidates: readonly SoundCandidate[] } & ForSomeone,
) => Promise<TriedSounds<Detection>>;

/**
 * Names the emotion in each of a message's sounds, keeping none of them; see {@link eachSound}.
 *
 * @returns a function that throws UserError `NO_AUDIO_IN_MESSAGE` if no candidate holds sound.
 */
export function createDetectSounds(detectAttachment: DetectAttachment): DetectSounds {
  return ({ candidates, ...share }) =>
    eachSound(candidates, (attachment) => detectAttachment({ attachment, ...share }), share.signal);
}
