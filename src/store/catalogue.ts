import { isDeepStrictEqual } from 'node:util';
import { LRUCache } from 'lru-cache';
import type { Clip } from '../domain/clip.js';
import type { Emotion } from '../domain/emotions.js';
import { newId } from './clips/clip-path.js';
import type { IndexTable } from './index/index-table.js';
import { catalogueKey, cataloguePageKey } from './keys.js';

/** Entries on one page: a page is small to rewrite, and a server of 10,000 clips has 100 of them. */
export const ENTRIES_PER_PAGE = 100;

/** What the catalogue knows of a clip: enough to list, search and count without reading its row. */
export type Entry = Pick<Clip, 'id' | 'name' | 'uploaderId' | 'uploadedAt' | 'bytes'> & {
  /** That of its last detection. Catalogues of earlier versions lack it until a sweep compares them with the rows. */
  emotion?: Emotion;
};

/** The entry of a clip, or of a row without its detection: nothing of what they hold besides. */
export const entryOf = ({
  id,
  name,
  uploaderId,
  uploadedAt,
  bytes,
  detection,
  emotion = detection?.emotion,
}: Entry & Pick<Clip, 'detection'>): Entry => ({
  id,
  name,
  uploaderId,
  uploadedAt,
  bytes,
  ...(emotion && { emotion }),
});

/** As earlier versions wrote it. */
function withoutEmotion(entry: Entry): Entry {
  const old = { ...entry };
  delete old.emotion;
  return old;
}

/** A server's totals and the number of entries on each of its pages, oldest page first. */
export interface Head {
  pageCounts: number[];
  bytes: number;
  /** The head's version: another one after every change. */
  revision?: string;
}

const EMPTY: Head = { pageCounts: [], bytes: 0 };

/** Entries that are remembered at most, of all servers together: some 200 bytes each. */
const MAX_REMEMBERED = 250_000;

/**
 * Whole catalogues that were read lately, newest entry first. They hold as long as the head has the same revision, so
 * that typing a name does not read a large server's pages again at every letter.
 */
export type CatalogueMemory = LRUCache<string, { revision: string; entries: readonly Entry[] }>;

export const createCatalogueMemory = (): CatalogueMemory =>
  new LRUCache({ maxSize: MAX_REMEMBERED, sizeCalculation: ({ entries }) => Math.max(1, entries.length) });

const bytesOf = (entries: readonly Entry[]) => entries.reduce((sum, entry) => sum + entry.bytes, 0);

export const countOf = (head: Head) => head.pageCounts.reduce((sum, count) => sum + count, 0);

/**
 * A server's clips in order of upload, in pages, since Keyv has no ordered keys. It repeats what the rows
 * say and can always be made from them again; the rows are the truth. Writes must not overlap.
 */
export class Catalogue {
  constructor(
    private readonly index: IndexTable,
    private readonly guildId: string,
    private readonly memory: CatalogueMemory = createCatalogueMemory(),
  ) {}

  async head(): Promise<Head> {
    return (await this.index.get<Head>(catalogueKey(this.guildId))) ?? EMPTY;
  }

  /** Entries newest first, from `offset`, at most `limit`: reads only the pages that hold them. */
  async newest(offset: number, limit: number): Promise<{ entries: Entry[]; total: number }> {
    const head = await this.head();
    const entries: Entry[] = [];
    let skip = offset;
    for (let page = head.pageCounts.length - 1; page >= 0 && entries.length < limit; page -= 1) {
      const count = head.pageCounts[page]!;
      if (skip >= count) {
        skip -= count;
        continue;
      }
      const newestFirst = (await this.page(page)).reverse();
      entries.push(...newestFirst.slice(skip, skip + limit - entries.length));
      skip = 0;
    }
    return { entries, total: countOf(head) };
  }

  /** All entries, newest first. */
  async all(): Promise<readonly Entry[]> {
    const head = await this.head();
    const { revision } = head;
    const known = this.memory.get(this.guildId);
    if (known !== undefined && known.revision === revision) return known.entries;
    const entries = (await this.readPages(head)).reverse();
    if (revision !== undefined) this.memory.set(this.guildId, { revision, entries });
    return entries;
  }

  /**
   * Whether it lists these entries and no others, each as it is, in whatever order, and counts them right.
   *
   * @param options.mayBeOld - An entry of an earlier version, which lacks the emotion, is right, too.
   */
  async agreesWith(entries: readonly Entry[], { mayBeOld = false } = {}): Promise<boolean> {
    const head = await this.head();
    // Not what is remembered: a write that failed may have changed a page, and not the head.
    const listed = await this.readPages(head);
    const wanted = new Map(entries.map((entry) => [entry.id, entryOf(entry)]));
    return (
      head.bytes === bytesOf(entries) &&
      countOf(head) === wanted.size &&
      listed.length === wanted.size &&
      listed.every((entry) => {
        const row = wanted.get(entry.id);
        return (
          isDeepStrictEqual(entry, row) ||
          (mayBeOld && row !== undefined && isDeepStrictEqual(entry, withoutEmotion(row)))
        );
      })
    );
  }

  async append(entry: Entry): Promise<void> {
    const head = await this.head();
    const last = head.pageCounts.length - 1;
    const open = last >= 0 ? await this.page(last) : [];
    const full = last < 0 || open.length >= ENTRIES_PER_PAGE;
    await this.writePage(head, full ? last + 1 : last, full ? [] : open, full ? [entry] : [...open, entry]);
  }

  async remove(clipId: string): Promise<void> {
    const head = await this.head();
    for (let page = head.pageCounts.length - 1; page >= 0; page -= 1) {
      const entries = await this.page(page);
      const gone = entries.find((entry) => entry.id === clipId);
      if (!gone) continue;
      await this.writePage(
        head,
        page,
        entries,
        entries.filter((entry) => entry !== gone),
      );
      return;
    }
  }

  /** Replaces a clip's entry where it stands; does nothing if it says so already. */
  async update(entry: Entry): Promise<void> {
    const head = await this.head();
    for (let page = head.pageCounts.length - 1; page >= 0; page -= 1) {
      const entries = await this.page(page);
      const before = entries.find(({ id }) => id === entry.id);
      if (!before) continue;
      if (isDeepStrictEqual(before, entry)) return;
      const after = entries.map((each) => (each === before ? entry : each));
      await this.writePage(head, page, entries, after);
      return;
    }
  }

  /** Writes it again without these entries, and counts right what an earlier write that failed has left miscounted. */
  async rewriteWithout(ids: ReadonlySet<string>): Promise<void> {
    const oldestFirst = await this.readPages(await this.head());
    await this.rewrite(oldestFirst.filter(({ id }) => !ids.has(id)));
  }

  /** Replaces the whole catalogue. */
  async rewrite(oldestFirst: readonly Entry[]): Promise<void> {
    const before = (await this.head()).pageCounts.length;
    const pages: Entry[][] = [];
    for (let i = 0; i < oldestFirst.length; i += ENTRIES_PER_PAGE) {
      pages.push(oldestFirst.slice(i, i + ENTRIES_PER_PAGE));
    }
    for (const [page, entries] of pages.entries()) await this.setPage(page, entries);
    await this.setHead({
      pageCounts: pages.map((page) => page.length),
      bytes: bytesOf(oldestFirst),
    });
    for (let page = pages.length; page < before; page += 1) {
      await this.index.delete(cataloguePageKey(this.guildId, page));
    }
  }

  private async writePage(head: Head, page: number, before: Entry[], after: Entry[]): Promise<void> {
    await this.setPage(page, after);
    const pageCounts = [...head.pageCounts];
    // An entry that a failed write left beyond the head's count is not in its total of bytes either.
    const counted = before.slice(0, pageCounts[page] ?? 0);
    pageCounts[page] = after.length;
    while (pageCounts.at(-1) === 0) {
      pageCounts.pop();
      await this.index.delete(cataloguePageKey(this.guildId, pageCounts.length));
    }
    await this.setHead({ pageCounts, bytes: head.bytes + bytesOf(after) - bytesOf(counted) });
  }

  /** Every entry, oldest first. */
  private async readPages({ pageCounts }: Head): Promise<Entry[]> {
    const keys = pageCounts.map((_, page) => cataloguePageKey(this.guildId, page));
    const pages = await this.index.getMany<Entry[]>(keys);
    return pages.flatMap((page) => page ?? []);
  }

  private async page(page: number): Promise<Entry[]> {
    return (await this.index.get<Entry[]>(cataloguePageKey(this.guildId, page))) ?? [];
  }

  private setPage(page: number, entries: readonly Entry[]): Promise<void> {
    return this.index.set(cataloguePageKey(this.guildId, page), entries);
  }

  private async setHead(head: Head): Promise<void> {
    const key = catalogueKey(this.guildId);
    await (head.pageCounts.length > 0
      ? this.index.set(key, { ...head, revision: newId() })
      : this.index.delete(key));
  }
}
