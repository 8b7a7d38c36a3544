import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import type { FindClip } from './find-clip.js';
import type { ClipStore } from './ports.js';

export interface DeleteRequest {
  guildId: string;
  file: string;
  /** Who asks. */
  userId: string;
  /** Whether they hold Manage Messages, which lets them remove what others uploaded. */
  mayManageMessages: boolean;
}

export interface DeleteClip {
  /** The clip, if this member may remove it. */
  check(request: DeleteRequest): Promise<Clip>;
  /** Removes it: bytes and row. */
  remove(request: DeleteRequest): Promise<Clip>;
}

/**
 * Removes a clip for its uploader or a moderator. Both functions check, since time passes between them.
 *
 * @returns functions that throw UserError `CLIP_NOT_FOUND` or `NOT_YOUR_CLIP`.
 */
export function createDeleteClip(parts: { store: ClipStore; findClip: FindClip }): DeleteClip {
  const { store, findClip } = parts;

  const check = async ({ guildId, file, userId, mayManageMessages }: DeleteRequest) => {
    const clip = await findClip(guildId, file);
    if (clip.uploaderId !== userId && !mayManageMessages) throw new UserError('NOT_YOUR_CLIP');
    return clip;
  };
  const remove = async (request: DeleteRequest) => {
    const clip = await check(request);
    if (!(await store.remove(clip.guildId, clip.id))) throw new UserError('CLIP_NOT_FOUND');
    return clip;
  };
  return { check, remove };
}
