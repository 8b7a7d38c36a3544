import type { Clip, Label } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import type { FindClip } from './find-clip.js';
import type { Change, ClipStore } from './ports.js';

export interface LabelRequest extends Change {
  guildId: string;
  userId: string;
  /** See {@link FindClip}. */
  clipRef: string;
  /** `undefined`: they take back what they said. */
  label: Label | undefined;
}

export type LabelClip = (request: LabelRequest) => Promise<Clip>;

/**
 * Keeps what a clip's uploader says they hear in it, and nobody else: moderators keep order, they do not hear for others.
 *
 * @returns a function that throws UserError `CLIP_NOT_FOUND`, `NOT_YOUR_LABEL` and those of the store.
 */
export function createLabelClip({ store, findClip }: { store: ClipStore; findClip: FindClip }): LabelClip {
  return async ({ guildId, userId, clipRef, label, ...change }) => {
    const { id, uploaderId } = await findClip(guildId, clipRef);
    if (uploaderId !== userId) throw new UserError('NOT_YOUR_LABEL');
    const clip = await store.recordLabel(guildId, id, label, change);
    if (!clip) throw new UserError('CLIP_NOT_FOUND');
    return clip;
  };
}
