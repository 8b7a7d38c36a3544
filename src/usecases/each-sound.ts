import { toUserError, UserError } from '../domain/errors.js';
import type { Attachment } from './ports.js';

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
export type TriedSound<T> = { attachment: Attachment } & ({ found: T } | { error: UserError });

export interface TriedSounds<T> {
  /** Sounds that were found, at least one, in the order of the candidates. */
  sounds: TriedSound<T>[];
  /** Candidates that were not tried any more. */
  leftOut: number;
}

/**
 * Does something with each of a message's sounds, up to {@link MAX_SOUNDS}. One that fails does not cost the others
 * their answer, nor its place.
 *
 * @param tryOne - Rejects with UserError `NOT_AUDIO` for a file that is no sound.
 * @throws UserError `NO_AUDIO_IN_MESSAGE` if no candidate holds sound; the signal's reason.
 */
export async function eachSound<T>(
  candidates: readonly SoundCandidate[],
  tryOne: (attachment: Attachment) => Promise<T>,
  signal?: AbortSignal,
): Promise<TriedSounds<T>> {
  const listen = async ({ attachment, likelihood }: SoundCandidate): Promise<TriedSound<T>[]> => {
    try {
      return [{ attachment, found: await tryOne(attachment) }];
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = toUserError(thrown);
      return isPassedOver(error, likelihood) ? [] : [{ attachment, error }];
    }
  };
  /** Listens to as many at a time as may still be answered. */
  const listenTo = async (waiting: readonly SoundCandidate[]): Promise<TriedSounds<T>> => {
    const sounds: TriedSound<T>[] = [];
    let tried = 0;
    for (let open = MAX_SOUNDS; open > 0 && tried < waiting.length;) {
      const next = waiting.slice(tried, tried + open);
      tried += next.length;
      const heard = (await Promise.all(next.map(listen))).flat();
      sounds.push(...heard);
      open -= heard.filter((sound) => 'found' in sound).length;
    }
    return { sounds, leftOut: waiting.length - tried };
  };

  const isUnlikely = ({ likelihood }: SoundCandidate) => likelihood === 'unlikely';
  const heard = await listenTo(candidates.filter((candidate) => !isUnlikely(candidate)));
  if (heard.sounds.length > 0) return heard;
  const last = await listenTo(candidates.filter(isUnlikely));
  if (last.sounds.length > 0) return last;
  throw new UserError('NO_AUDIO_IN_MESSAGE');
}

function isPassedOver({ code }: UserError, likelihood: SoundCandidate['likelihood']): boolean {
  if (likelihood === 'likely') return false;
  return code === 'NOT_AUDIO' || (likelihood === 'unlikely' && code === 'CLIP_TOO_BIG');
}
