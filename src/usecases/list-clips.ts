import type { Clip } from '../domain/clip.js';
import { cleanName } from '../domain/names.js';
import type { ClipQuery, ClipStore, ClipTitle } from './ports.js';

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

export type ListClips = (
  request: { guildId: string; page: number } & Pick<ClipQuery, 'uploaderId' | 'emotion' | 'name'>,
) => Promise<ClipPage>;

/** Lists one server's clips, newest first: all, or those that match all that is asked for. */
export function createListClips(store: ClipStore): ListClips {
  return async ({ guildId, uploaderId, emotion, name, page }) => {
    const read = (number: number) =>
      store.list(guildId, {
        uploaderId,
        emotion,
        name,
        offset: number * CLIPS_PER_PAGE,
        limit: CLIPS_PER_PAGE,
      });
    const asked = await read(page);
    const pages = Math.max(1, Math.ceil(asked.total / CLIPS_PER_PAGE));
    if (page < pages) return { ...asked, page, pages };
    return { ...(await read(pages - 1)), page: pages - 1, pages };
  };
}

/** Choices that Discord takes for one autocomplete. */
const MAX_CHOICES = 25;

export type SuggestClips = (request: { guildId: string; typed: string }) => Promise<ClipTitle[]>;

/** Offers the clips whose name holds what was typed so far, newest first. */
export function createSuggestClips(store: ClipStore): SuggestClips {
  return ({ guildId, typed }) => store.search(guildId, cleanName(typed) ?? '', MAX_CHOICES);
}
