import type { Clip } from '../domain/clip.js';
import { mayChange, type Requester } from '../domain/clip-permission.js';
import { UserError } from '../domain/errors.js';
import { cleanName } from '../domain/names.js';
import type { FindClip } from './find-clip.js';
import type { Change, ClipStore } from './ports.js';

export interface RenameRequest extends Requester, Change {
  guildId: string;
  /** See {@link FindClip}. */
  clipRef: string;
}

export interface RenameClip {
  /** The clip, if this member may rename it. */
  check(request: RenameRequest): Promise<Clip>;
  /** Gives it another name. @returns the clip as it was, and as it is. */
  rename(request: RenameRequest & { name: string }): Promise<{ before: Clip; clip: Clip }>;
}

/**
 * Renames a clip for a member who may. Both functions check, since time passes between them.
 *
 * @returns functions that throw UserError `CLIP_NOT_FOUND`, `NOT_YOUR_CLIP`, `NAME_EMPTY` and those of the store.
 */
export function createRenameClip({ store, findClip }: { store: ClipStore; findClip: FindClip }): RenameClip {
  const check = async ({ guildId, clipRef, ...requester }: RenameRequest) => {
    const clip = await findClip(guildId, clipRef);
    if (!mayChange(clip, requester)) throw new UserError('NOT_YOUR_CLIP');
    return clip;
  };
  return {
    check,
    async rename({ name, ...request }) {
      const clean = cleanName(name);
      if (clean === undefined) throw new UserError('NAME_EMPTY');
      const before = await check(request);
      const clip = await store.rename(before.guildId, before.id, clean, request);
      if (!clip) throw new UserError('CLIP_NOT_FOUND');
      return { before, clip };
    },
  };
}
