import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ENTRIES_PER_PAGE } from '../../src/store/catalogue.js';
import { openClipStore } from '../../src/store/clip-store.js';
import type { StoreLimits } from '../../src/store/store-limits.js';
import { ALICE, BOB, detection, GUILD, LIMITS, newClip, OTHER_GUILD } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { TEST_ENGINES, type TestEngine } from '../helpers/engines.js';
import { hasPostgres, launchPostgres } from '../helpers/postgres.js';
import { hasS3, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';

useS3Keys();

const NOTHING = { clips: 0, pending: 0 };

/** What every engine of the index must do alike. */
const ENGINES: (TestEngine & { inS3?: boolean })[] = [
  ...TEST_ENGINES,
  {
    name: 'PostgreSQL and S3',
    isShared: true,
    isAbsent: !hasPostgres || !hasS3,
    launch: launchPostgres,
    inS3: true,
  },
];

describe.for(ENGINES)('clip store over $name, where it is installed', ({ name, isAbsent, launch, inS3 }) => {
  let server: IndexServer | undefined;
  let s3: S3Server | undefined;
  beforeAll(async () => {
    if (isAbsent) return;
    server = await launch?.();
    if (inS3) s3 = await launchS3();
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    await s3?.stop();
  });
  beforeEach((context) => {
    context.skip(isAbsent, `${name} is not installed`);
  });

  async function open(limits: StoreLimits = LIMITS) {
    const dataDir = await tempDir();
    const indexUrl = (await server?.newIndex()) ?? (name === 'memory' ? 'memory:' : sqliteIn(dataDir));
    const clipsUrl = (await s3?.newBucket()) ?? `file:${dataDir}`;
    const store = await openClipStore({ dataDir, indexUrl, clipsUrl, limits });
    onTestFinished(() => store.close());
    /** Where the bytes can be looked at. */
    const folder = s3?.folderOf(clipsUrl) ?? dataDir;
    return { folder, incoming: join(dataDir, 'incoming'), store };
  }

  it('keeps the bytes and the row of what is added', async () => {
    const { folder, incoming, store } = await open();
    const clip = await addClip(store, { name: 'first' }, 'original bytes');
    expect(clip.path).toBe(`clips/${GUILD}/${clip.id}.ogg`);
    expect(await store.get(GUILD, clip.id)).toEqual(clip);
    expect(await readFile(join(folder, clip.path), 'utf8')).toBe('original bytes');
    const borrowed = await store.borrow(clip);
    expect(await readFile(borrowed.path, 'utf8')).toBe('original bytes');
    await borrowed.drop();
    expect(await store.get(GUILD, clip.id)).toEqual(clip);
    expect(await readdir(incoming)).toEqual([]);
  });

  it('lists newest first, in pages, with the total', async () => {
    const { store } = await open();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await addClip(store, { name });
    const page = await store.list(GUILD, { offset: 1, limit: 3 });
    expect(page.clips.map(({ name }) => name)).toEqual(['d', 'c', 'b']);
    expect(page.total).toBe(5);
    expect(await store.list(GUILD, { offset: 9, limit: 3 })).toEqual({ clips: [], total: 5 });
  });

  it('lists one member alone', async () => {
    const { store } = await open();
    for (const uploaderId of [ALICE, BOB, ALICE]) await addClip(store, { uploaderId });
    const { clips, total } = await store.list(GUILD, { uploaderId: BOB, offset: 0, limit: 10 });
    expect(total).toBe(1);
    expect(clips.map(({ uploaderId }) => uploaderId)).toEqual([BOB]);
  });

  it('removes all clips of one member, and no other', async () => {
    const { folder, store } = await open();
    for (const uploaderId of [ALICE, BOB, ALICE]) await addClip(store, { uploaderId });
    await addClip(store, { uploaderId: ALICE, guildId: OTHER_GUILD });
    expect(await store.removeMany(GUILD, { uploaderId: ALICE })).toEqual({ clips: 2, pending: 0 });
    expect(await store.removeMany(GUILD, { uploaderId: ALICE })).toEqual(NOTHING);
    const { clips, total } = await store.list(GUILD, { offset: 0, limit: 10 });
    expect([total, clips.map(({ uploaderId }) => uploaderId)]).toEqual([1, [BOB]]);
    expect((await store.list(OTHER_GUILD, { offset: 0, limit: 10 })).total).toBe(1);
    expect(await filesUnder(join(folder, 'clips', GUILD))).toHaveLength(1);
  });

  it('removes what is older than a moment', async () => {
    const { store } = await open();
    for (const uploadedAt of [1000, 2000, 3000]) await addClip(store, { uploadedAt, name: `${uploadedAt}` });
    expect(await store.removeMany(GUILD, { uploadedBefore: 3000 })).toEqual({ clips: 2, pending: 0 });
    expect((await store.search(GUILD, '', 25)).map(({ name }) => name)).toEqual(['3000']);
  });

  it('removes all of a server, and its folder', async () => {
    const { folder, store } = await open();
    for (const guildId of [GUILD, GUILD, OTHER_GUILD]) await addClip(store, { guildId });
    await store.setLeft(GUILD, 5);
    expect(await store.removeGuild(GUILD)).toEqual({ clips: 2, pending: 0 });
    expect(await store.guilds()).toEqual([{ guildId: OTHER_GUILD, leftAt: undefined }]);
    const folders = await readdir(join(folder, 'clips'));
    expect(folders).not.toContain(GUILD);
    expect(folders).toContain(OTHER_GUILD);
  });

  it('knows the servers that have clips, and since when one is left', async () => {
    const { store } = await open();
    await addClip(store);
    await addClip(store, { guildId: OTHER_GUILD });
    await store.setLeft(OTHER_GUILD, 5);
    await store.setLeft('200000000000000003', 5);
    expect(await store.guilds()).toEqual([
      { guildId: GUILD, leftAt: undefined },
      { guildId: OTHER_GUILD, leftAt: 5 },
    ]);
    await store.setLeft(OTHER_GUILD, undefined);
    expect((await store.guilds()).map(({ leftAt }) => leftAt)).toEqual([undefined, undefined]);
  });

  it('keeps servers apart', async () => {
    const { store } = await open();
    const clip = await addClip(store);
    expect(await store.get(OTHER_GUILD, clip.id)).toBeUndefined();
    expect(await store.search(OTHER_GUILD, '', 25)).toEqual([]);
    expect(await store.remove(OTHER_GUILD, clip.id)).toEqual(NOTHING);
    expect(await store.get(GUILD, clip.id)).toEqual(clip);
  });

  it('finds by part of the name, whatever its case, newest first', async () => {
    const { store } = await open();
    for (const name of ['Hello', 'other', 'say hello']) await addClip(store, { name });
    const names = async (text: string, limit = 25) =>
      (await store.search(GUILD, text, limit)).map(({ name }) => name);
    expect(await names('HELLO')).toEqual(['say hello', 'Hello']);
    expect(await names('')).toEqual(['say hello', 'other', 'Hello']);
    expect(await names('', 1)).toEqual(['say hello']);
    expect(await names('100 %')).toEqual([]);
  });

  it('removes bytes, row and listing', async () => {
    const { folder, store } = await open();
    const clip = await addClip(store);
    expect(await store.remove(GUILD, clip.id)).toEqual({ clips: 1, pending: 0 });
    expect(await store.remove(GUILD, clip.id)).toEqual(NOTHING);
    expect(await store.get(GUILD, clip.id)).toBeUndefined();
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(0);
    expect(await filesUnder(join(folder, 'clips'))).toEqual([]);
    await expect(store.borrow(clip)).rejects.toMatchObject({ code: 'CLIP_FILE_MISSING' });
  });

  it('keeps a detection with its clip, and none with a clip that has gone', async () => {
    const { store } = await open();
    const clip = await addClip(store);
    await store.recordDetection(GUILD, clip.id, detection());
    expect((await store.get(GUILD, clip.id))?.detection).toEqual(detection());
    await store.remove(GUILD, clip.id);
    await store.recordDetection(GUILD, clip.id, detection());
    expect(await store.get(GUILD, clip.id)).toBeUndefined();
  });

  it('lists by what was heard last and by part of the name, also together', async () => {
    const { store } = await open();
    const heard = { happy: detection(), sad: detection({ emotion: 'sad' }) };
    for (const [name, emotion] of [
      ['Ünder one', 'happy'],
      ['two', 'sad'],
      ['ünder three', 'sad'],
    ] as const) {
      const { id } = await addClip(store, { name });
      await store.recordDetection(GUILD, id, heard.happy);
      await store.recordDetection(GUILD, id, heard[emotion]);
    }
    await addClip(store, { name: 'under nothing' });
    const listed = async (filter: { emotion?: 'happy' | 'sad' | 'calm'; name?: string }) => {
      const { clips, total } = await store.list(GUILD, { ...filter, offset: 0, limit: 10 });
      expect(total).toBe(clips.length);
      return clips.map(({ name }) => name);
    };
    expect(await listed({ emotion: 'sad' })).toEqual(['ünder three', 'two']);
    expect(await listed({ emotion: 'happy' })).toEqual(['Ünder one']);
    expect(await listed({ emotion: 'calm' })).toEqual([]);
    expect(await listed({ name: ' ÜNDER' })).toEqual(['ünder three', 'Ünder one']);
    expect(await listed({ emotion: 'sad', name: 'ünder' })).toEqual(['ünder three']);
  });

  it('renames a clip, in its row and in the list, and none that has gone', async () => {
    const { store } = await open();
    const [old, other] = [await addClip(store, { name: 'old' }), await addClip(store, { name: 'other' })];
    await store.recordDetection(GUILD, old.id, detection());
    expect(await store.rename(GUILD, old.id, 'new')).toEqual({ ...old, name: 'new', detection: detection() });
    expect((await store.get(GUILD, old.id))?.name).toBe('new');
    expect((await store.search(GUILD, '', 5)).map(({ name }) => name)).toEqual(['other', 'new']);
    expect(await store.search(GUILD, 'old', 5)).toEqual([]);
    expect(await store.rename(OTHER_GUILD, old.id, 'stolen')).toBeUndefined();
    await store.remove(GUILD, other.id);
    expect(await store.rename(GUILD, other.id, 'back')).toBeUndefined();
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(1);
  });

  it("keeps its uploader's word with a clip until it is taken back, beside the detection", async () => {
    const { store } = await open();
    const clip = await addClip(store);
    await store.recordLabel(GUILD, clip.id, 'sad');
    await store.recordDetection(GUILD, clip.id, detection());
    expect(await store.get(GUILD, clip.id)).toEqual({ ...clip, label: 'sad', detection: detection() });
    expect((await store.recordLabel(GUILD, clip.id, 'none'))?.label).toBe('none');
    expect(await store.recordLabel(GUILD, clip.id, undefined)).toEqual({ ...clip, detection: detection() });
    await store.remove(GUILD, clip.id);
    expect(await store.recordLabel(GUILD, clip.id, 'sad')).toBeUndefined();
  });

  it('goes through every clip of a server, or of one member, once', async () => {
    const { store } = await open();
    const own: string[] = [];
    for (let i = 0; i < 120; i += 1) {
      const clip = await addClip(store, { uploaderId: i % 2 === 0 ? ALICE : BOB });
      if (clip.uploaderId === ALICE) own.push(clip.id);
    }
    await addClip(store, { guildId: OTHER_GUILD });
    await store.remove(GUILD, own.pop()!);
    const ids: string[] = [];
    for await (const { id } of store.each(GUILD, { uploaderId: ALICE })) ids.push(id);
    expect(ids.sort()).toEqual(own.sort());
    let all = 0;
    for await (const { guildId } of store.each(GUILD)) if (guildId === GUILD) all += 1;
    expect(all).toBe(119);
  });

  it('shows both of two uploads made at the same moment', async () => {
    const { store } = await open();
    const names = Array.from({ length: 20 }, (_, i) => `clip ${i}`);
    await Promise.all(names.map((name) => addClip(store, { name })));
    const { clips, total } = await store.list(GUILD, { offset: 0, limit: 50 });
    expect(total).toBe(20);
    expect(clips.map(({ name }) => name).sort()).toEqual(names.sort());
  });

  it('keeps its order over several pages of the catalogue, also after removals', async () => {
    const { store } = await open();
    const ids: string[] = [];
    for (let i = 0; i < ENTRIES_PER_PAGE + 30; i += 1) ids.push((await addClip(store)).id);
    for (const i of [0, 5, ENTRIES_PER_PAGE, ENTRIES_PER_PAGE + 1]) {
      await store.remove(GUILD, ids[i]!);
      ids[i] = '';
    }
    const expected = ids.filter((id) => id !== '').reverse();
    const seen: string[] = [];
    for (let offset = 0; offset < expected.length; offset += 25) {
      const { clips, total } = await store.list(GUILD, { offset, limit: 25 });
      expect(total).toBe(expected.length);
      seen.push(...clips.map(({ id }) => id));
    }
    expect(seen).toEqual(expected);
  });

  it('refuses above the server’s limits and keeps what is there', async () => {
    const { folder, store } = await open({ maxGuildClips: 2, maxGuildBytes: 12 });
    await addClip(store, {}, '12345');
    await expect(addClip(store, {}, '12345678')).rejects.toMatchObject({ code: 'GUILD_BYTES_FULL' });
    await addClip(store, {}, '12345');
    await expect(addClip(store, {}, '1')).rejects.toMatchObject({ code: 'GUILD_CLIPS_FULL' });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(2);
    expect(await filesUnder(join(folder, 'clips'))).toHaveLength(2);
    await addClip(store, { guildId: OTHER_GUILD }, '1');
  });

  it('changes nothing when the file to add is not there', async () => {
    const { store } = await open();
    const file = await store.stage();
    await expect(store.add(file, newClip())).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(0);
  });

  it('makes no path from a forged id', async () => {
    const { store } = await open();
    for (const guildId of ['../evil', 'a/b', '']) {
      await expect(addClip(store, { guildId })).rejects.toThrow();
    }
  });

  it('behaves like a plain list under any order of adding and removing', async () => {
    const step = fc.record({ add: fc.boolean(), guild: fc.constantFrom(GUILD, OTHER_GUILD), pick: fc.nat() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { store } = await open();
        const model = new Map<string, string[]>([
          [GUILD, []],
          [OTHER_GUILD, []],
        ]);
        for (const { add, guild, pick } of steps) {
          const ids = model.get(guild)!;
          if (add) ids.push((await addClip(store, { guildId: guild })).id);
          else if (ids.length > 0) {
            const [id] = ids.splice(pick % ids.length, 1);
            expect(await store.remove(guild, id!)).toEqual({ clips: 1, pending: 0 });
          }
        }
        for (const [guild, ids] of model) {
          const { clips, total } = await store.list(guild, { offset: 0, limit: 100 });
          expect(clips.map(({ id }) => id)).toEqual([...ids].reverse());
          expect(total).toBe(ids.length);
        }
      }),
      { numRuns: 10 },
    );
  });
});
