import PQueue from 'p-queue';
import type { Clip } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import { UserError } from '../domain/errors.js';
import { formatBytes } from '../domain/format.js';
import type { Limits } from '../domain/limits.js';
import { foldName } from '../domain/names.js';
import { asStorage } from '../domain/storage-error.js';
import type {
  Cancellable,
  ClipFilter,
  ClipQuery,
  ClipStore,
  ClipTitle,
  GuildRecord,
  NewClip,
  TempFile,
} from '../usecases/ports.js';
import { Catalogue, countOf, createCatalogueMemory, entryOf, type Entry } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { clipPath, newId } from './clips/clip-path.js';
import type { DataLock } from './data-lock.js';
import { GuildRecords } from './guild-records.js';
import { GuildWriter } from './guild-writer.js';
import type { IndexTable } from './index/index-table.js';
import { clipKey } from './keys.js';
import type { SweepReport } from './sweep.js';

/** Files that are removed at a time. */
const FILES_AT_ONCE = 16;

export type StoreLimits = Pick<Limits, 'maxGuildClips' | 'maxGuildBytes'>;

function matches(entry: Entry, { uploaderId, uploadedBefore = Infinity }: ClipFilter): boolean {
  return (uploaderId === undefined || entry.uploaderId === uploaderId) && entry.uploadedAt < uploadedBefore;
}

/** A clip store over an index and files that agree with each other. */
export class KeyvClipStore implements ClipStore {
  private readonly writer = new GuildWriter();
  private readonly memory = createCatalogueMemory();
  private readonly records: GuildRecords;
  private closing: Promise<void> | undefined;

  constructor(
    private readonly index: IndexTable,
    private readonly files: ClipBytes,
    private readonly newTempFile: () => TempFile,
    private readonly limits: StoreLimits,
    readonly swept: Promise<SweepReport | undefined>,
    private readonly sweeping: AbortController,
    private readonly lock: DataLock,
  ) {
    this.records = new GuildRecords(index);
  }

  stage(): Promise<TempFile> {
    return Promise.resolve(this.newTempFile());
  }

  /** File first, row last: whatever fails in between, no row ever points at bytes that are not there. */
  async add(file: TempFile, draft: NewClip): Promise<Clip> {
    const id = newId();
    const clip: Clip = { ...draft, id, path: clipPath(draft.guildId, id, draft.audio.container) };
    // The limits are looked at again below, where it counts; here that spares sending bytes that find no room.
    await asStorage(() => this.refuseOverLimit(this.catalogue(clip.guildId), clip.bytes));
    // Bytes may take their time: no lock is held meanwhile, so nobody else's clips wait for them.
    await asStorage(() => this.files.put(file, clip));
    try {
      await this.write(clip.guildId, (catalogue) => this.enter(clip, catalogue));
    } catch (error) {
      await this.files.remove(clip.path).catch(() => undefined);
      throw error;
    }
    return clip;
  }

  get(guildId: string, clipId: string): Promise<Clip | undefined> {
    return this.index.get<Clip>(clipKey(guildId, clipId));
  }

  async list(guildId: string, query: ClipQuery): Promise<{ clips: Clip[]; total: number }> {
    const { entries, total } = await this.entries(guildId, query);
    const rows = await this.index.getMany<Clip>(entries.map(({ id }) => clipKey(guildId, id)));
    return { clips: rows.filter((row) => row !== undefined), total };
  }

  async search(guildId: string, text: string, limit: number): Promise<ClipTitle[]> {
    const catalogue = this.catalogue(guildId);
    const wanted = foldName(text.trim());
    const found =
      wanted === ''
        ? (await catalogue.newest(0, limit)).entries
        : (await catalogue.all()).filter(({ name }) => foldName(name).includes(wanted));
    return found.slice(0, limit).map(({ id, name, uploadedAt }) => ({ id, name, uploadedAt }));
  }

  recordDetection(guildId: string, clipId: string, detection: Detection): Promise<void> {
    return this.write(guildId, async () => {
      const clip = await this.get(guildId, clipId);
      if (clip) await this.index.set(clipKey(guildId, clipId), { ...clip, detection });
    });
  }

  /**
   * Row first: whatever fails after it, the sweep does the rest at the next start. The file comes before the catalogue,
   * which is easier to write on a full disk once there is room.
   */
  remove(guildId: string, clipId: string): Promise<boolean> {
    return this.write(guildId, async (catalogue) => {
      const clip = await this.get(guildId, clipId);
      if (!clip) return false;
      await this.index.delete(clipKey(guildId, clipId));
      await this.files.remove(clip.path);
      await catalogue.remove(clipId);
      return true;
    });
  }

  removeMany(guildId: string, filter: ClipFilter): Promise<number> {
    return this.write(guildId, (catalogue) =>
      this.removeEntries(guildId, catalogue, (entry) => matches(entry, filter)),
    );
  }

  removeGuild(guildId: string): Promise<number> {
    return this.write(guildId, async (catalogue) => {
      const count = await this.removeEntries(guildId, catalogue, () => true);
      await this.records.remove(guildId);
      return count;
    });
  }

  guilds(): Promise<GuildRecord[]> {
    return this.records.all();
  }

  setLeft(guildId: string, leftAt: number | undefined): Promise<void> {
    return this.write(guildId, () => this.records.setLeft(guildId, leftAt));
  }

  borrow(clip: Clip, options?: Cancellable): Promise<TempFile> {
    return asStorage(() => this.files.borrow(clip, this.newTempFile, options));
  }

  close(): Promise<void> {
    this.closing ??= this.closeParts();
    return this.closing;
  }

  private async closeParts(): Promise<void> {
    await this.writer.idle();
    this.sweeping.abort();
    await this.swept.catch(() => undefined);
    this.files.close();
    await this.index.close();
    await this.lock.release();
  }

  /** Rows first, as with one clip. */
  private async removeEntries(
    guildId: string,
    catalogue: Catalogue,
    isGoing: (entry: Entry) => boolean,
  ): Promise<number> {
    const oldestFirst = [...(await catalogue.all())].reverse();
    const keys = oldestFirst.filter(isGoing).map(({ id }) => clipKey(guildId, id));
    if (keys.length === 0) return 0;
    const clips = await this.index.getMany<Clip>(keys);
    await this.index.deleteMany(keys);
    const removal = new PQueue({ concurrency: FILES_AT_ONCE });
    await removal.addAll(
      clips
        .filter((clip) => clip !== undefined)
        .map(
          ({ path }) =>
            () =>
              this.files.remove(path),
        ),
    );
    await catalogue.rewrite(oldestFirst.filter((entry) => !isGoing(entry)));
    return keys.length;
  }

  private async entries(guildId: string, { uploaderId, offset, limit }: ClipQuery) {
    const catalogue = this.catalogue(guildId);
    if (uploaderId === undefined) return catalogue.newest(offset, limit);
    const own = (await catalogue.all()).filter((entry) => entry.uploaderId === uploaderId);
    return { entries: own.slice(offset, offset + limit), total: own.length };
  }

  private async refuseOverLimit(catalogue: Catalogue, bytes: number): Promise<void> {
    const head = await catalogue.head();
    const { maxGuildClips, maxGuildBytes } = this.limits;
    if (countOf(head) >= maxGuildClips) {
      throw new UserError('GUILD_CLIPS_FULL', { limit: String(maxGuildClips) });
    }
    if (head.bytes + bytes > maxGuildBytes) {
      throw new UserError('GUILD_BYTES_FULL', { limit: formatBytes(maxGuildBytes) });
    }
  }

  private async enter(clip: Clip, catalogue: Catalogue): Promise<void> {
    await this.refuseOverLimit(catalogue, clip.bytes);
    const key = clipKey(clip.guildId, clip.id);
    try {
      await this.index.set(key, clip);
      await catalogue.append(entryOf(clip));
    } catch (error) {
      // The row is taken back as far as the index still answers; the sweep does the rest.
      await Promise.allSettled([this.index.delete(key), catalogue.remove(clip.id)]);
      throw error;
    }
  }

  private write<T>(guildId: string, change: (catalogue: Catalogue) => Promise<T>): Promise<T> {
    const work = () => change(this.catalogue(guildId));
    return asStorage(() => this.writer.run(guildId, () => this.index.exclusive(guildId, work)));
  }

  private catalogue(guildId: string): Catalogue {
    return new Catalogue(this.index, guildId, this.memory);
  }
}
