import type { Clip } from '../domain/clip.js';
import { cleanName } from '../domain/names.js';
import type { ClipStore, ClipTitle } from './ports.js';

/** Clips on one page of a list. */
const CLIPS_PER_PAGE = 8;

export interface ClipPage {
  /** Newest first. */
  clips: Clip[];
  /** Counted from 0, and moved back to the last one where the page asked for no longer exists. */
  page: number;
  /** Number of pages, at least 1. */
  pages: number;
  /** Clips on all pages. */
  total: number;
}

export type ListClips = (request: {
  guildId: string;
  uploaderId?: string | undefined;
  page: number;
}) => Promise<ClipPage>;

/** Lists one server's clips, all or one member's, newest first. */
export function createListClips(store: ClipStore): ListClips {
  const read = (guildId: string, uploaderId: string | undefined, page: number) =>
    store.list(guildId, { uploaderId, offset: page * CLIPS_PER_PAGE, limit: CLIPS_PER_PAGE });

  return async ({ guildId, uploaderId, page }) => {
    const asked = await read(guildId, uploaderId, page);
    const pages = Math.max(1, Math.ceil(asked.total / CLIPS_PER_PAGE));
    if (page < pages) return { ...asked, page, pages };
    return { ...(await read(guildId, uploaderId, pages - 1)), page: pages - 1, pages };
  };
}

/** Choices that Discord takes for one autocomplete. */
const MAX_CHOICES = 25;

export type SuggestClips = (request: { guildId: string; typed: string }) => Promise<ClipTitle[]>;

/** Offers the clips whose name holds what was typed so far, newest first. */
export function createSuggestClips(store: ClipStore): SuggestClips {
  return ({ guildId, typed }) => store.search(guildId, cleanName(typed) ?? '', MAX_CHOICES);
}
