import type { Clip } from '../domain/clip.js';
import { mayChange, type Requester } from '../domain/clip-permission.js';
import { UserError } from '../domain/errors.js';
import type { FindClip } from './find-clip.js';
import type { Change, ClipStore } from './ports.js';

export interface DeleteRequest extends Requester, Change {
  guildId: string;
  /** See {@link FindClip}. */
  clipRef: string;
}

export interface DeletedClip {
  clip: Clip;
  /** Whether its bytes are still there, since what keeps them does not answer; they go as soon as it does. */
  isPending: boolean;
}

export interface DeleteClip {
  /** The clip, if this member may remove it. */
  check(request: DeleteRequest): Promise<Clip>;
  /** Removes it: bytes and row. */
  remove(request: DeleteRequest): Promise<DeletedClip>;
}

/**
 * Removes a clip for a member who may. Both functions check, since time passes between them.
 *
 * @returns functions that throw UserError `CLIP_NOT_FOUND` or `NOT_YOUR_CLIP`.
 */
export function createDeleteClip(parts: { store: ClipStore; findClip: FindClip }): DeleteClip {
  const { store, findClip } = parts;

  const check = async ({ guildId, clipRef, ...requester }: DeleteRequest) => {
    const clip = await findClip(guildId, clipRef);
    if (!mayChange(clip, requester)) throw new UserError('NOT_YOUR_CLIP');
    return clip;
  };
  const remove = async (request: DeleteRequest) => {
    const clip = await check(request);
    const { clips, pending } = await store.remove(clip.guildId, clip.id, request);
    if (clips === 0) throw new UserError('CLIP_NOT_FOUND');
    return { clip, isPending: pending > 0 };
  };
  return { check, remove };
}
