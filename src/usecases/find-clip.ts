import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { cleanName, foldName } from '../domain/names.js';
import type { ClipStore } from './ports.js';

const CLIP_ID = /^[0-9a-f]{20}$/;

/** @param clipRef - A clip's id or its name. */
export type FindClip = (guildId: string, clipRef: string) => Promise<Clip>;

/**
 * Finds a clip of one server by its id, which autocomplete sends, or by its whole name, which someone typed:
 * of several so named, the newest.
 *
 * @returns a function that throws UserError `CLIP_NOT_FOUND`.
 */
export function createFindClip(store: ClipStore): FindClip {
  return async (guildId, clipRef) => {
    const byId = CLIP_ID.test(clipRef) ? await store.get(guildId, clipRef) : undefined;
    const clip = byId ?? (await newestNamed(store, guildId, clipRef));
    if (!clip) throw new UserError('CLIP_NOT_FOUND');
    return clip;
  };
}

async function newestNamed(store: ClipStore, guildId: string, name: string): Promise<Clip | undefined> {
  const clean = cleanName(name);
  if (clean === undefined) return undefined;
  const wanted = foldName(clean);
  const titles = await store.search(guildId, wanted, Infinity);
  const title = titles.find((candidate) => foldName(candidate.name) === wanted);
  return title && store.get(guildId, title.id);
}
