import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clip } from '../../../src/domain/clip.js';
import { Catalogue, entryOf, type Entry } from '../../../src/store/catalogue.js';
import { ClipFolder } from '../../../src/store/clips/clip-folder.js';
import { clipPath, newId } from '../../../src/store/clips/clip-path.js';
import { GuildWriter } from '../../../src/store/guild-writer.js';
import { holdingsOf } from '../../../src/store/holdings.js';
import type { IndexTable } from '../../../src/store/index/index-table.js';
import { openIndex } from '../../../src/store/index/open-index.js';
import {
  catalogueKey,
  CLIP_ROWS,
  clipKey,
  STORE_ID_KEY,
  SWEPT_KEY,
  tombstonesKey,
} from '../../../src/store/keys.js';
import { Removals } from '../../../src/store/removals.js';
import { tombstoneOf } from '../../../src/store/rows.js';
import { A_FEW, sweep } from '../../../src/store/sweep.js';
import { Sweeper } from '../../../src/store/sweeper.js';
import { detection, GUILD, newClip } from '../../helpers/builders.js';
import { tempDir } from '../../helpers/temp-dir.js';

const HOUR = 3_600_000;

/** Rows and bytes of so many clips, and a catalogue that lists them. */
async function setUp(count: number, { isShared = false } = {}) {
  const local = await openIndex('memory:');
  onTestFinished(() => local.close());
  const index = { ...local, isShared };
  const files = new ClipFolder(await tempDir());
  await files.prepare();
  const put = async (path: string, ageMs = 0) => {
    const absolute = files.absolute(path);
    await mkdir(dirname(absolute), { recursive: true });
    await writeFile(absolute, 'bytes');
    const then = (Date.now() - ageMs) / 1000;
    await utimes(absolute, then, then);
  };
  const clips: Clip[] = [];
  for (let i = 0; i < count; i += 1) {
    const id = newId();
    const clip = { ...newClip({ name: `clip ${i}`, uploadedAt: i }), id, path: clipPath(GUILD, id, 'ogg') };
    await put(clip.path);
    await index.set(clipKey(GUILD, id), clip);
    clips.push(clip);
  }
  const catalogue = new Catalogue(index, GUILD);
  await catalogue.rewrite(clips.map(entryOf));
  const parts = { index, files, writer: new GuildWriter(index) };
  const lose = (gone: readonly Clip[]) => Promise.all(gone.map(({ path }) => rm(files.absolute(path))));
  const rows = () => index.keysWith(CLIP_ROWS);
  return { index, files, clips, catalogue, parts, put, lose, rows };
}

describe('a sweep', () => {
  it.each<[string, Partial<Entry>]>([
    ['name', { name: 'another' }],
    ['uploader', { uploaderId: '300000000000000009' }],
    ['time', { uploadedAt: 77 }],
    ['size', { bytes: 77 }],
    ['emotion', { emotion: 'sad' }],
  ])('writes a catalogue again that has another %s of a clip than its row', async (_what, wrong) => {
    const { clips, catalogue, parts } = await setUp(3);
    const entries = clips.map(entryOf);
    // The totals are as they should be, so that nothing but the entry tells.
    const bytes = entries[0]!.bytes + entries[1]!.bytes - (wrong.bytes ?? entries[1]!.bytes);
    const listed = [{ ...entries[0]!, bytes }, { ...entries[1]!, ...wrong }, entries[2]!];
    await catalogue.rewrite(listed);
    expect(await sweep(parts)).toMatchObject({ clips: 3, catalogues: 1 });
    expect(await catalogue.all()).toEqual(entries.toReversed());
    expect(await sweep(parts)).toMatchObject({ clips: 3, catalogues: 0 });
  });

  it('gives the entries of a catalogue of an earlier version the emotions of their rows', async () => {
    const { index, clips, catalogue, parts } = await setUp(2);
    await index.set(clipKey(GUILD, clips[0]!.id), { ...clips[0]!, detection: detection() });
    expect(await sweep(parts)).toMatchObject({ clips: 2, catalogues: 1 });
    expect((await catalogue.all()).map(({ emotion }) => emotion)).toEqual([undefined, 'happy']);
  });

  it('lists a row that a process left unlisted when it died', async () => {
    const { index, clips, catalogue, parts } = await setUp(2);
    await index.delete(catalogueKey(GUILD));
    expect(await sweep(parts)).toMatchObject({ clips: 2, catalogues: 1 });
    expect((await catalogue.all()).map(({ id }) => id)).toEqual(clips.map(({ id }) => id).toReversed());
  });

  it('drops a few rows whose bytes are gone', async () => {
    const { clips, parts, lose, rows } = await setUp(30);
    await lose(clips.slice(0, 5));
    expect(await sweep(parts)).toMatchObject({ clips: 25, rowsWithoutFile: 5, catalogues: 1 });
    expect(await rows()).toHaveLength(25);
  });

  it.each([
    [5, 5],
    [5, 100],
    [10, 200],
  ])('takes %i of %i rows without bytes for what a crash leaves, and one more for none', (few, rows) => {
    expect([few <= A_FEW(rows), few + 1 <= A_FEW(rows)]).toEqual([true, false]);
  });

  it('refuses to drop many, says what to do, and puts the rest right', async () => {
    const { index, clips, catalogue, parts, lose, put, rows } = await setUp(30);
    await lose(clips.slice(0, 28));
    const stray = clipPath(GUILD, newId(), 'ogg');
    await put(stray);
    await index.delete(catalogueKey(GUILD));
    await expect(sweep(parts)).rejects.toThrow(/28 of 30 clips have no bytes .* --drop-missing/);
    expect(await rows()).toHaveLength(30);
    expect(await catalogue.all()).toHaveLength(30);
    expect(await parts.files.modifiedAt(stray)).toBeUndefined();
    expect(await sweep(parts, { mayDrop: () => Infinity })).toMatchObject({ clips: 2, rowsWithoutFile: 28 });
  });

  it('holds the names of a portion of the servers at a time, each server whole and once', async () => {
    const index = await openIndex('memory:');
    onTestFinished(() => index.close());
    const clipsOf = (guild: number) => 1 + (guild % 7);
    const guilds = Array.from({ length: 200 }, (_, i) => `g${i}`);
    for (const [i, guildId] of guilds.entries()) {
      for (let clip = 0; clip < clipsOf(i); clip += 1) await index.set(clipKey(guildId, `${clip}`), {});
    }
    await index.set(clipKey('huge', '0'), {});
    for (let clip = 1; clip < 100; clip += 1) await index.set(clipKey('huge', `${clip}`), {});
    const files = new ClipFolder(await tempDir());
    await files.prepare();
    const found = new Map<string, number>();
    let portions = 0;
    for await (const portion of holdingsOf(index, files, undefined, 40)) {
      portions += 1;
      const names = [...portion.values()].reduce((sum, { ids }) => sum + 1 + ids.size, 0);
      expect(portion.size === 1 || names <= 80).toBe(true);
      for (const [guildId, { ids }] of portion) {
        expect(found.has(guildId)).toBe(false);
        found.set(guildId, ids.size);
      }
    }
    expect(portions).toBeGreaterThan(10);
    expect(found.get('huge')).toBe(100);
    for (const [i, guildId] of guilds.entries()) expect(found.get(guildId)).toBe(clipsOf(i));
  });
});

describe('sweeps by the hour', () => {
  /** A process that shares the store, with a clock of its own. */
  function startSweeper(parts: { index: IndexTable; files: ClipFolder; writer: GuildWriter }) {
    const clock = { ticks: 0 };
    const counted = { sweeps: 0 };
    const told: unknown[] = [];
    const onFault = (error: unknown) => void told.push(error);
    const sweeper = new Sweeper({
      ...parts,
      removals: new Removals({ ...parts, onFault }),
      onSwept: () => (counted.sweeps += 1),
      onFault,
      ticks: () => clock.ticks,
    });
    onTestFinished(() => sweeper.stop());
    const after = async (ms: number) => {
      clock.ticks += ms;
      await sweeper.look();
      return counted.sweeps;
    };
    return { sweeper, after, told };
  }

  it('are done by one of those that share the store', async () => {
    const { parts } = await setUp(1, { isShared: true });
    const one = startSweeper(parts);
    expect(await one.sweeper.first).toMatchObject({ clips: 1 });
    const other = startSweeper(parts);
    expect(await other.sweeper.first).toBeUndefined();
    expect(await one.after(HOUR / 2)).toBe(0);
    expect(await one.after(HOUR / 2)).toBe(1);
    // The other one sees that it was done meanwhile, and counts from there.
    expect(await other.after(HOUR)).toBe(0);
    expect(await other.after(HOUR)).toBe(1);
  });

  it('are not stopped by a clock that is ahead, at a start or later', async () => {
    const { index, parts } = await setUp(1, { isShared: true });
    await index.set(SWEPT_KEY, Date.now() + 1000 * HOUR);
    const one = startSweeper(parts);
    expect(await one.sweeper.first).toMatchObject({ clips: 1 });
    await index.set(SWEPT_KEY, Date.now() + 1000 * HOUR);
    expect(await one.after(HOUR)).toBe(0);
    expect(await one.after(HOUR)).toBe(1);
  });

  it('spare bytes that may get their row, and remove them once they have settled', async () => {
    const { parts, put } = await setUp(1);
    const one = startSweeper(parts);
    await one.sweeper.first;
    const [settled, fresh, ofAhead] = [0, 1, 2].map(() => clipPath(GUILD, newId(), 'ogg')) as [
      string,
      string,
      string,
    ];
    await put(settled, 2 * HOUR);
    await put(fresh);
    // What keeps the bytes has a clock of its own.
    await put(ofAhead, -1000 * HOUR);
    const there = async (path: string) => (await parts.files.modifiedAt(path)) !== undefined;
    await one.after(HOUR);
    expect([await there(settled), await there(fresh), await there(ofAhead)]).toEqual([false, true, true]);
    await one.after(HOUR);
    expect([await there(fresh), await there(ofAhead)]).toEqual([false, false]);
  });

  it('touch nothing while the disk with the clips is not mounted', async () => {
    const { index, files, parts, put, rows } = await setUp(3);
    await index.set(STORE_ID_KEY, 'an-id');
    await files.writeStoreId('an-id');
    const one = startSweeper(parts);
    await one.sweeper.first;
    const clips = files.absolute('clips');
    await rename(clips, `${clips}-unmounted`);
    // What the disk would be mounted over may hold something, too.
    const below = clipPath(GUILD, newId(), 'ogg');
    await put(below, 2 * HOUR);
    expect(await one.after(HOUR)).toBe(0);
    expect(one.told).toMatchObject([{ message: expect.stringMatching(/bring them back/) as unknown }]);
    expect(await rows()).toHaveLength(3);
    expect(await files.modifiedAt(below)).toBeDefined();
    await rm(clips, { recursive: true });
    await rename(`${clips}-unmounted`, clips);
    expect(await one.after(1)).toBe(1);
    expect(await rows()).toHaveLength(3);
  });

  it('work off what removals have left', async () => {
    const { index, files, clips, parts } = await setUp(1);
    const one = startSweeper(parts);
    await one.sweeper.first;
    await index.set(tombstonesKey(GUILD), clips.map(tombstoneOf));
    expect(await one.after(HOUR)).toBe(1);
    expect(await files.modifiedAt(clips[0]!.path)).toBeUndefined();
    expect(await index.keysWith('')).toEqual([]);
  });

  it('say what failed, and try again', async () => {
    const { index, parts } = await setUp(1, { isShared: true });
    const broken = { isBroken: false };
    const failing: IndexTable = {
      ...index,
      keys(prefix) {
        if (broken.isBroken) throw new Error('the connection is lost');
        return index.keys(prefix);
      },
    };
    const one = startSweeper({ ...parts, index: failing });
    await one.sweeper.first;
    broken.isBroken = true;
    expect(await one.after(HOUR)).toBe(0);
    expect(one.told).toHaveLength(1);
    broken.isBroken = false;
    expect(await one.after(1)).toBe(1);
  });
});
