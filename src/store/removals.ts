import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Catalogue } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import type { GuildWriter } from './guild-writer.js';
import type { IndexTable } from './index/index-table.js';
import { clipKey, guildOf, TOMBSTONES, tombstonesKey } from './keys.js';
import { tombstonesOf, type Tombstone } from './rows.js';

/** Files that are removed at a time. */
const FILES_AT_ONCE = 16;
/** How long whoever removes a clip waits for its bytes to go, in milliseconds. */
const PATIENCE_MS = 5000;

export interface RemovalParts {
  index: IndexTable;
  files: ClipBytes;
  writer: GuildWriter;
  /** Told of what could not be done, and will be tried again. */
  onFault: (error: unknown) => void;
}

/**
 * Removes clips in two steps, of which the second has a memory. Under the server's lock tombstones are written, then rows
 * and entries go: nobody sees the clips from here on. After it, their bytes are removed, and then the tombstones. What
 * fails between leaves tombstones, which every later removal in that server works off, and a job by the hour.
 */
export class Removals {
  /** Servers with tombstones that this process could not work off. */
  private readonly pending = new Set<string>();
  /** Clips that are to go, and whose tombstones could not be written. */
  private readonly unwritten: Tombstone[] = [];
  private retrying: Promise<void> | undefined;

  constructor(private readonly parts: RemovalParts) {}

  /**
   * The first step; to be called under the server's lock.
   *
   * @returns whether rows and entries are gone: if not, the second step sees to it.
   * @throws if nothing has changed.
   */
  async bury(catalogue: Catalogue, going: readonly Tombstone[]): Promise<boolean> {
    const [first] = going;
    if (!first) return true;
    const ids = new Set(going.map(({ id }) => id));
    const earlier = (await tombstonesOf(this.parts.index, first.guildId)).filter(({ id }) => !ids.has(id));
    await this.parts.index.set(tombstonesKey(first.guildId), [...earlier, ...going]);
    try {
      await this.parts.index.deleteMany(going.map(({ guildId, id }) => clipKey(guildId, id)));
      await (ids.size === 1 ? catalogue.remove(first.id) : catalogue.rewriteWithout(ids));
      return true;
    } catch (error) {
      this.parts.onFault(error);
      return false;
    }
  }

  /**
   * The second step, for all tombstones of a server. What fails is tried again later.
   *
   * @param hidden - Ids of clips whose rows and entries are known to be gone.
   * @returns the tombstones that are left; `undefined` where the index does not say.
   */
  async finish(
    guildId: string,
    hidden: ReadonlySet<string> = new Set(),
  ): Promise<readonly Tombstone[] | undefined> {
    let left: readonly Tombstone[] | undefined;
    try {
      left = await this.workOff(guildId, hidden);
    } catch (error) {
      this.parts.onFault(error);
    }
    if (left?.length === 0) this.pending.delete(guildId);
    else this.pending.add(guildId);
    return left ?? (await tombstonesOf(this.parts.index, guildId).catch(() => undefined));
  }

  /** Removes a clip's bytes, for which it waits no longer than whoever asked may. */
  removeBytes(path: string): Promise<void> {
    return within(PATIENCE_MS, this.parts.files.remove(path));
  }

  /** Takes back a clip that did not become one, whatever there is of it: as soon as the index and the bytes can be had. */
  async takeBack(clip: Tombstone): Promise<void> {
    try {
      const isHidden = await this.parts.writer.write(clip.guildId, (catalogue) =>
        this.bury(catalogue, [clip]),
      );
      await this.finish(clip.guildId, new Set(isHidden ? [clip.id] : []));
    } catch (error) {
      this.parts.onFault(error);
      if (await this.removeIfUnnamed(clip).catch(() => false)) return;
      this.unwritten.push(clip);
    }
  }

  /** Tries again what this process could not do. Never rejects; one that is under way goes on. */
  retry(): Promise<void> {
    this.retrying ??= this.tryAgain().finally(() => {
      this.retrying = undefined;
    });
    return this.retrying;
  }

  /** Resolves when nothing is being tried again. */
  async idle(): Promise<void> {
    await this.retrying;
  }

  /** Works off every tombstone that there is, whoever left it. */
  async finishAll(signal?: AbortSignal): Promise<void> {
    for await (const key of this.parts.index.keys(TOMBSTONES)) {
      signal?.throwIfAborted();
      await this.finish(guildOf(key));
    }
  }

  private async tryAgain(): Promise<void> {
    for (const clip of this.unwritten.splice(0)) await this.takeBack(clip);
    for (const guildId of [...this.pending]) await this.finish(guildId);
  }

  private async workOff(guildId: string, hidden: ReadonlySet<string>): Promise<readonly Tombstone[]> {
    const { index, writer } = this.parts;
    const tombstones = await tombstonesOf(index, guildId);
    if (tombstones.length === 0) return [];
    const seen = tombstones.filter(({ id }) => !hidden.has(id)).map(({ id }) => id);
    // No row may point at bytes that are gone.
    if (seen.length > 0) {
      await writer.write(guildId, () => index.deleteMany(seen.map((id) => clipKey(guildId, id))));
    }
    const gone = await this.removeAll(tombstones);
    return writer.write(guildId, async (catalogue) => {
      if (seen.length > 0) await catalogue.rewriteWithout(new Set(seen));
      const left = (await tombstonesOf(index, guildId)).filter(({ id }) => !gone.has(id));
      await (left.length > 0
        ? index.set(tombstonesKey(guildId), left)
        : index.delete(tombstonesKey(guildId)));
      return left;
    });
  }

  /** Where other processes use the index, a row that was sent may still arrive: then the bytes stay for now. */
  private async removeIfUnnamed({ guildId, id, path }: Tombstone): Promise<boolean> {
    const { index } = this.parts;
    if (index.isShared || (await index.get(clipKey(guildId, id))) !== undefined) return false;
    await this.removeBytes(path);
    return true;
  }

  /** @returns ids of the clips whose bytes are gone. After a first one that does not go, others are not tried. */
  private async removeAll(tombstones: readonly Tombstone[]): Promise<Set<string>> {
    const gone = new Set<string>();
    const removal = new PQueue({ concurrency: FILES_AT_ONCE });
    const removeOne = async ({ id, path }: Tombstone) => {
      try {
        await this.removeBytes(path);
        gone.add(id);
      } catch (error) {
        if (removal.size > 0 || removal.pending > 0) removal.clear();
        this.parts.onFault(error);
      }
    };
    for (const tombstone of tombstones) void removal.add(() => removeOne(tombstone));
    await removal.onIdle();
    return gone;
  }
}

/** Waits no longer than that; the work itself may go on. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const tooLong = sleep(ms, undefined, { signal: patience.signal, ref: false }).then(() => {
    throw new Error(`bytes could not be removed within ${ms} ms`);
  });
  try {
    await Promise.race([work, tooLong]);
  } finally {
    patience.abort();
    tooLong.catch(() => undefined);
    work.catch(() => undefined);
  }
}
