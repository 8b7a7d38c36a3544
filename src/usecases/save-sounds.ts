import type { Clip } from '../domain/clip.js';
import { mayChange, type Requester } from '../domain/clip-permission.js';
import { UserError } from '../domain/errors.js';
import { eachSound, type SoundCandidate, type TriedSounds } from './each-sound.js';
import type { Change } from './ports.js';
import type { UploadClip } from './upload-clip.js';

export interface SaveRequest extends Requester, Change {
  guildId: string;
  /** Who wrote the message: the uploader of record, who may remove what is saved. */
  authorId: string;
  candidates: readonly SoundCandidate[];
}

export type SaveSounds = (request: SaveRequest) => Promise<TriedSounds<Clip>>;

/**
 * Saves each of a message's sounds as an upload of its author: for them, and for those who keep order; see
 * {@link eachSound}.
 *
 * @returns a function that throws UserError `NOT_YOUR_MESSAGE`, and `NO_AUDIO_IN_MESSAGE` if no candidate holds sound.
 */
export function createSaveSounds(uploadClip: UploadClip): SaveSounds {
  return async ({ guildId, authorId, candidates, signal, onCommit, ...requester }) => {
    if (!mayChange({ uploaderId: authorId }, requester)) throw new UserError('NOT_YOUR_MESSAGE');
    const save = (attachment: SoundCandidate['attachment']) =>
      uploadClip({ guildId, uploaderId: authorId, attachment, signal, onCommit });
    // Without the signal: where some are saved already, what became of each is told, those that were stopped included.
    return eachSound(candidates, save);
  };
}
