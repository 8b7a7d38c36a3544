import type { Detection } from '../domain/detection.js';
import { toUserError, UserError } from '../domain/errors.js';
import type { DetectAttachment } from './detect-emotion.js';
import type { Attachment, ForSomeone } from './ports.js';

/** Sounds of one message that are answered; Discord shows ten pictures in an answer, and a long sound needs two. */
export const MAX_SOUNDS = 5;

/** A file that may hold sound. */
export interface SoundCandidate {
  attachment: Attachment;
  /**
   * What to do where it holds none: tell of a `likely` one, pass over a `possible` one, and try an `unlikely` one only
   * where nothing else holds any.
   */
  likelihood: 'likely' | 'possible' | 'unlikely';
}

/** A sound, and what came of it. */
export type HeardSound = { attachment: Attachment } & ({ detection: Detection } | { error: UserError });

export interface HeardSounds {
  /** Sounds that were found, at least one, in the order of the candidates. */
  sounds: HeardSound[];
  /** Candidates that were not tried any more. */
  leftOut: number;
}

export type DetectSounds = (
  request: { candidates: readonly SoundCandidate[] } & ForSomeone,
) => Promise<HeardSounds>;

/**
 * Names the emotion in each of a message's sounds, up to {@link MAX_SOUNDS}, keeping none of them. One that fails does
 * not cost the others their answer, nor its place.
 *
 * @returns a function that throws UserError `NO_AUDIO_IN_MESSAGE` if no candidate holds sound.
 */
export function createDetectSounds(detectAttachment: DetectAttachment): DetectSounds {
  return async ({ candidates, ...share }) => {
    const { signal } = share;
    const listen = async ({ attachment, likelihood }: SoundCandidate): Promise<HeardSound[]> => {
      try {
        return [{ attachment, detection: await detectAttachment({ attachment, ...share }) }];
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = toUserError(thrown);
        return isPassedOver(error, likelihood) ? [] : [{ attachment, error }];
      }
    };
    /** Listens to as many at a time as may still be answered. */
    const listenTo = async (waiting: readonly SoundCandidate[]): Promise<HeardSounds> => {
      const sounds: HeardSound[] = [];
      let tried = 0;
      for (let open = MAX_SOUNDS; open > 0 && tried < waiting.length;) {
        const next = waiting.slice(tried, tried + open);
        tried += next.length;
        const heard = (await Promise.all(next.map(listen))).flat();
        sounds.push(...heard);
        open -= heard.filter((sound) => 'detection' in sound).length;
      }
      return { sounds, leftOut: waiting.length - tried };
    };

    const isUnlikely = ({ likelihood }: SoundCandidate) => likelihood === 'unlikely';
    const heard = await listenTo(candidates.filter((candidate) => !isUnlikely(candidate)));
    if (heard.sounds.length > 0) return heard;
    const last = await listenTo(candidates.filter(isUnlikely));
    if (last.sounds.length > 0) return last;
    throw new UserError('NO_AUDIO_IN_MESSAGE');
  };
}

function isPassedOver({ code }: UserError, likelihood: SoundCandidate['likelihood']): boolean {
  if (likelihood === 'likely') return false;
  return code === 'NOT_AUDIO' || (likelihood === 'unlikely' && code === 'CLIP_TOO_BIG');
}
