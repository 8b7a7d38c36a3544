import { isDeepStrictEqual } from 'node:util';
import type { Clip, Label } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import { foldName } from '../domain/names.js';
import { asStorage } from '../domain/storage-error.js';
import type {
  Cancellable,
  Change,
  ClipFilter,
  ClipQuery,
  ClipStore,
  ClipTitle,
  GuildRecord,
  NewClip,
  Removal,
  TempFile,
} from '../usecases/ports.js';
import { entryOf, type Catalogue } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { clipPath, newId } from './clips/clip-path.js';
import type { DataLock } from './data-lock.js';
import { entryFilter, matches } from './filters.js';
import { GuildRecords } from './guild-records.js';
import type { GuildWriter } from './guild-writer.js';
import { healthOf, type StoreHealth } from './health.js';
import type { IndexTable } from './index/index-table.js';
import { clipKey, guildOf, TOMBSTONES } from './keys.js';
import type { Removals } from './removals.js';
import { refuseOverLimit, type StoreLimits } from './store-limits.js';
import { clipsOf, readClip, rowsOf, tombstoneOf, tombstonesOf, type Tombstone } from './rows.js';
import type { SweepReport } from './sweep.js';
import type { Sweeper } from './sweeper.js';

/** How often what could not be removed is tried again, in milliseconds. */
const RETRY_MS = 60_000;

/** Clips whose removal has begun, and whether rows and entries are gone already. */
interface Buried {
  ids: ReadonlySet<string>;
  isHidden: boolean;
}

/** What a clip store is made of; it closes all of it. */
export interface StoreParts {
  index: IndexTable;
  files: ClipBytes;
  writer: GuildWriter;
  removals: Removals;
  newTempFile: () => TempFile;
  limits: StoreLimits;
  lock: DataLock;
  sweeper: Pick<Sweeper, 'first' | 'stop'>;
  /** Told of what failed without anyone waiting for it. */
  onFault: (error: unknown) => void;
}

/** A clip store over an index and files that agree with each other. */
export class KeyvClipStore implements ClipStore {
  readonly swept: Promise<SweepReport | undefined>;
  readonly health: StoreHealth;
  private readonly index: IndexTable;
  private readonly files: ClipBytes;
  private readonly removals: Removals;
  private readonly records: GuildRecords;
  private readonly retries: NodeJS.Timeout;
  private closing: Promise<void> | undefined;

  constructor(private readonly parts: StoreParts) {
    const { index, files, removals, sweeper } = parts;
    this.swept = sweeper.first;
    this.health = healthOf(index, files);
    this.index = index;
    this.files = files;
    this.removals = removals;
    this.records = new GuildRecords(index);
    this.retries = setInterval(() => void removals.retry(), RETRY_MS).unref();
  }

  stage(): Promise<TempFile> {
    return Promise.resolve(this.parts.newTempFile());
  }

  /** File first, row last: whatever fails in between, no row ever points at bytes that are not there. */
  async add(file: TempFile, draft: NewClip, change?: Change): Promise<Clip> {
    const id = newId();
    const clip: Clip = { ...draft, id, path: clipPath(draft.guildId, id, draft.audio.container) };
    // The limits are looked at again below, where it counts; here that spares sending bytes that find no room.
    await asStorage(() =>
      refuseOverLimit(this.parts.writer.catalogue(clip.guildId), this.parts.limits, clip.bytes),
    );
    let mayHaveRow = false;
    try {
      // Bytes may take their time: no lock is held meanwhile, so nobody else's clips wait for them.
      await asStorage(() => this.files.put(file, clip));
      const write = async (catalogue: Catalogue) => {
        await refuseOverLimit(catalogue, this.parts.limits, clip.bytes);
        // Whoever uploads is in a server that the bot is in.
        await this.records.setLeft(clip.guildId, undefined);
        mayHaveRow = true;
        await this.index.set(clipKey(clip.guildId, id), clip);
        await catalogue.append(entryOf(clip));
      };
      await this.parts.writer.write(clip.guildId, write, change);
    } catch (error) {
      await this.takeBack(clip, mayHaveRow);
      throw error;
    }
    return clip;
  }

  get(guildId: string, clipId: string): Promise<Clip | undefined> {
    return readClip(this.index, guildId, clipId);
  }

  async list(guildId: string, query: ClipQuery): Promise<{ clips: Clip[]; total: number }> {
    const { entries, total } = await this.entries(guildId, query);
    const rows = await this.index.getMany<Clip>(entries.map(({ id }) => clipKey(guildId, id)));
    return { clips: rows.filter((row) => row !== undefined), total };
  }

  async search(guildId: string, text: string, limit: number): Promise<ClipTitle[]> {
    const catalogue = this.parts.writer.catalogue(guildId);
    const wanted = foldName(text.trim());
    const going = await this.going(guildId);
    const found =
      wanted === '' && going.size === 0
        ? (await catalogue.newest(0, limit)).entries
        : (await catalogue.all()).filter(({ id, name }) => !going.has(id) && foldName(name).includes(wanted));
    return found.slice(0, limit).map(({ id, name, uploadedAt }) => ({ id, name, uploadedAt }));
  }

  async *each(guildId: string, filter: ClipFilter = {}): AsyncGenerator<Clip> {
    const leftOut = new Set(await this.going(guildId));
    for await (const clip of clipsOf(this.index, guildId)) {
      if (leftOut.has(clip.id) || !matches(clip, filter)) continue;
      leftOut.add(clip.id);
      yield clip;
    }
  }

  async recordDetection(guildId: string, clipId: string, detection: Detection): Promise<void> {
    await this.change(guildId, clipId, (clip) => ({ ...clip, detection }));
  }

  rename(guildId: string, clipId: string, name: string, change?: Change): Promise<Clip | undefined> {
    return this.change(guildId, clipId, (clip) => ({ ...clip, name }), change);
  }

  recordLabel(
    guildId: string,
    clipId: string,
    label: Label | undefined,
    change?: Change,
  ): Promise<Clip | undefined> {
    const labelled = (clip: Clip) => {
      const changed = { ...clip };
      delete changed.label;
      return label === undefined ? changed : { ...changed, label };
    };
    return this.change(guildId, clipId, labelled, change);
  }

  async count(guildId: string, filter: ClipFilter): Promise<number> {
    const going = await tombstonesOf(this.index, guildId);
    const ids = new Set(going.filter((one) => matches(one, filter)).map(({ id }) => id));
    for await (const row of rowsOf(this.index, guildId)) if (matches(row, filter)) ids.add(row.id);
    return ids.size;
  }

  remove(guildId: string, clipId: string, change?: Change): Promise<Removal> {
    return this.removeThese(
      guildId,
      ({ id }) => id === clipId,
      async (catalogue) => {
        const clip = await this.get(guildId, clipId);
        return clip && this.bury(guildId, catalogue, [tombstoneOf(clip)]);
      },
      change,
    );
  }

  async removeMany(guildId: string, filter: ClipFilter, change?: Change): Promise<Removal> {
    const isGoing = (clip: Tombstone) => matches(clip, filter);
    const found = await this.find(guildId, isGoing, change?.signal);
    return this.removeThese(
      guildId,
      isGoing,
      found.length === 0 ? undefined : (catalogue) => this.bury(guildId, catalogue, found),
      change,
    );
  }

  async removeGuild(guildId: string, { leftBy }: { leftBy?: number } = {}): Promise<Removal> {
    const everything = () => true;
    const found = await this.find(guildId, everything);
    // The bot may have come back, and new clips with it, while these were looked for.
    const isLeft = async () => ((await this.records.leftAt(guildId)) ?? Infinity) <= (leftBy ?? Infinity);
    const removal = await this.removeThese(guildId, everything, async (catalogue) =>
      (await isLeft()) ? this.bury(guildId, catalogue, found) : undefined,
    );
    if (removal.pending === 0) {
      await this.parts.writer.write(guildId, async () => {
        if (await isLeft()) await this.records.remove(guildId);
      });
    }
    return removal;
  }

  guilds(): Promise<GuildRecord[]> {
    return this.records.all();
  }

  async guild(guildId: string): Promise<GuildRecord> {
    return { guildId, leftAt: await this.records.leftAt(guildId) };
  }

  async guildsWithClipsBefore(uploadedBefore: number): Promise<ReadonlySet<string>> {
    const guilds = new Set<string>();
    const look = (clip: Tombstone) => {
      if (clip.uploadedAt < uploadedBefore) guilds.add(clip.guildId);
    };
    for await (const row of rowsOf(this.index)) look(row);
    for await (const key of this.index.keys(TOMBSTONES)) {
      (await tombstonesOf(this.index, guildOf(key))).forEach(look);
    }
    return guilds;
  }

  setLeft(guildId: string, leftAt: number | undefined): Promise<void> {
    return this.parts.writer.write(guildId, () => this.records.setLeft(guildId, leftAt));
  }

  borrow(clip: Clip, options?: Cancellable): Promise<TempFile> {
    return asStorage(() => this.files.borrow(clip, this.parts.newTempFile, options));
  }

  close(): Promise<void> {
    this.closing ??= this.closeParts();
    return this.closing;
  }

  private async closeParts(): Promise<void> {
    const { writer, sweeper, lock } = this.parts;
    clearInterval(this.retries);
    await writer.idle();
    await sweeper.stop();
    await this.removals.idle();
    this.files.close();
    await this.index.close();
    await lock.release();
  }

  /** Row first: the list follows it, and a sweep makes it follow where a crash comes between. */
  private change(
    guildId: string,
    clipId: string,
    of: (clip: Clip) => Clip,
    change?: Change,
  ): Promise<Clip | undefined> {
    const write = async (catalogue: Catalogue) => {
      const clip = await this.get(guildId, clipId);
      if (!clip) return undefined;
      const changed = of(clip);
      await this.index.set(clipKey(guildId, clipId), changed);
      if (!isDeepStrictEqual(entryOf(clip), entryOf(changed))) await catalogue.update(entryOf(changed));
      return changed;
    };
    return this.parts.writer.write(guildId, write, change);
  }

  private async find(
    guildId: string,
    isGoing: (row: Tombstone) => boolean,
    signal?: AbortSignal,
  ): Promise<Tombstone[]> {
    const found: Tombstone[] = [];
    for await (const row of rowsOf(this.index, guildId)) {
      signal?.throwIfAborted();
      if (isGoing(row)) found.push(tombstoneOf(row));
    }
    return found;
  }

  /**
   * @param isGoing - Which clips are meant, of those that were going before.
   * @param bury - The first step, under the lock; absent where there is nothing new to remove.
   */
  private async removeThese(
    guildId: string,
    isGoing: (clip: Tombstone) => boolean,
    bury?: (catalogue: Catalogue) => Promise<Buried | undefined>,
    change: Change = {},
  ): Promise<Removal> {
    const earlier = (await tombstonesOf(this.index, guildId)).filter(isGoing).map(({ id }) => id);
    change.signal?.throwIfAborted();
    if (!bury) change.onCommit?.();
    const buried = bury && (await this.parts.writer.write(guildId, bury, change));
    const removed = new Set([...earlier, ...(buried?.ids ?? [])]);
    if (removed.size === 0) return { clips: 0, pending: 0 };
    const left = await this.removals.finish(guildId, buried?.isHidden ? buried.ids : undefined);
    const pending = left ? left.filter(({ id }) => removed.has(id)).length : removed.size;
    return { clips: removed.size, pending };
  }

  /** Leaves out those that another has removed since they were found. */
  private async bury(guildId: string, catalogue: Catalogue, found: readonly Tombstone[]): Promise<Buried> {
    const rows = await this.index.getMany(found.map(({ id }) => clipKey(guildId, id)));
    const going = found.filter((_, i) => rows[i] !== undefined);
    return { ids: new Set(going.map(({ id }) => id)), isHidden: await this.removals.bury(catalogue, going) };
  }

  /** Takes back a clip whose upload has failed: bytes, which may have arrived, and whatever else there is of it. */
  private async takeBack(clip: Clip, mayHaveRow: boolean): Promise<void> {
    try {
      if (!mayHaveRow) {
        await this.removals.removeBytes(clip.path);
        return;
      }
    } catch (error) {
      this.parts.onFault(error);
    }
    await this.removals.takeBack(tombstoneOf(clip));
  }

  /** Clips that the catalogue may still list although they are going. */
  private async going(guildId: string): Promise<ReadonlySet<string>> {
    return new Set((await tombstonesOf(this.index, guildId)).map(({ id }) => id));
  }

  private async entries(guildId: string, { offset, limit, ...query }: ClipQuery) {
    const catalogue = this.parts.writer.catalogue(guildId);
    const going = await this.going(guildId);
    const isWanted = entryFilter(query);
    if (isWanted === undefined && going.size === 0) return catalogue.newest(offset, limit);
    const found = (await catalogue.all()).filter(
      (entry) => !going.has(entry.id) && (isWanted?.(entry) ?? true),
    );
    return { entries: found.slice(offset, offset + limit), total: found.length };
  }
}
