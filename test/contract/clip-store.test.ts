import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ENTRIES_PER_PAGE } from '../../src/store/catalogue.js';
import { openClipStore, type OpenClipStore } from '../../src/store/clip-store.js';
import type { ClipStore, NewClip } from '../../src/usecases/ports.js';
import { ALICE, BOB, detection, GUILD, newClip, OTHER_GUILD } from '../helpers/builders.js';
import { tempDir } from '../helpers/temp-dir.js';

const ROOMY = { maxGuildClips: 1000, maxGuildBytes: 1e9 };

/** What every engine of the index must do alike. */
const ENGINES = {
  memory: () => 'memory:',
  SQLite: (dataDir: string) => `sqlite://${join(dataDir, 'index.sqlite')}`,
};

async function addClip(store: ClipStore, overrides: Partial<NewClip> = {}, content = 'bytes') {
  const file = await store.stage();
  await writeFile(file.path, content);
  return store.add(file, newClip({ bytes: content.length, ...overrides }));
}

async function filesUnder(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
}

describe.each(Object.entries(ENGINES))('clip store over %s', (_, indexUrl) => {
  async function open(limits = ROOMY) {
    const dataDir = await tempDir();
    const store = await openClipStore({ dataDir, indexUrl: indexUrl(dataDir), limits });
    onTestFinished(() => store.close());
    return { dataDir, store };
  }

  it('keeps the bytes and the row of what is added', async () => {
    const { dataDir, store } = await open();
    const clip = await addClip(store, { name: 'first' }, 'original bytes');
    expect(clip.path).toBe(`clips/${GUILD}/${clip.id}.ogg`);
    expect(await store.get(GUILD, clip.id)).toEqual(clip);
    expect(await store.locate(clip)).toBe(join(dataDir, clip.path));
    expect(await readFile(join(dataDir, clip.path), 'utf8')).toBe('original bytes');
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
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
    const { dataDir, store } = await open();
    for (const uploaderId of [ALICE, BOB, ALICE]) await addClip(store, { uploaderId });
    await addClip(store, { uploaderId: ALICE, guildId: OTHER_GUILD });
    expect(await store.removeMany(GUILD, { uploaderId: ALICE })).toBe(2);
    expect(await store.removeMany(GUILD, { uploaderId: ALICE })).toBe(0);
    const { clips, total } = await store.list(GUILD, { offset: 0, limit: 10 });
    expect([total, clips.map(({ uploaderId }) => uploaderId)]).toEqual([1, [BOB]]);
    expect((await store.list(OTHER_GUILD, { offset: 0, limit: 10 })).total).toBe(1);
    expect(await filesUnder(join(dataDir, 'clips', GUILD))).toHaveLength(1);
  });

  it('removes what is older than a moment', async () => {
    const { store } = await open();
    for (const uploadedAt of [1000, 2000, 3000]) await addClip(store, { uploadedAt, name: `${uploadedAt}` });
    expect(await store.removeMany(GUILD, { uploadedBefore: 3000 })).toBe(2);
    expect((await store.search(GUILD, '', 25)).map(({ name }) => name)).toEqual(['3000']);
  });

  it('removes all of a server, and its folder', async () => {
    const { dataDir, store } = await open();
    for (const guildId of [GUILD, GUILD, OTHER_GUILD]) await addClip(store, { guildId });
    await store.setLeft(GUILD, 5);
    expect(await store.removeGuild(GUILD)).toBe(2);
    expect(await store.guilds()).toEqual([{ guildId: OTHER_GUILD, leftAt: undefined }]);
    const folders = await readdir(join(dataDir, 'clips'));
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
    expect(await store.remove(OTHER_GUILD, clip.id)).toBe(false);
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
    const { dataDir, store } = await open();
    const clip = await addClip(store);
    expect(await store.remove(GUILD, clip.id)).toBe(true);
    expect(await store.remove(GUILD, clip.id)).toBe(false);
    expect(await store.get(GUILD, clip.id)).toBeUndefined();
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(0);
    expect(await filesUnder(join(dataDir, 'clips'))).toEqual([]);
    await expect(store.locate(clip)).rejects.toMatchObject({ code: 'CLIP_FILE_MISSING' });
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
    const { dataDir, store } = await open({ maxGuildClips: 2, maxGuildBytes: 12 });
    await addClip(store, {}, '12345');
    await expect(addClip(store, {}, '12345678')).rejects.toMatchObject({ code: 'GUILD_BYTES_FULL' });
    await addClip(store, {}, '12345');
    await expect(addClip(store, {}, '1')).rejects.toMatchObject({ code: 'GUILD_CLIPS_FULL' });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(2);
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(2);
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
            expect(await store.remove(guild, id!)).toBe(true);
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

describe('clip store after a restart', () => {
  const reopen = async (dataDir: string): Promise<OpenClipStore> => {
    const store = await openClipStore({ dataDir, indexUrl: ENGINES.SQLite(dataDir), limits: ROOMY });
    onTestFinished(() => store.close());
    return store;
  };
  const fill = async (count: number) => {
    const dataDir = await tempDir();
    const store = await openClipStore({ dataDir, indexUrl: ENGINES.SQLite(dataDir), limits: ROOMY });
    const clips = [];
    for (let i = 0; i < count; i += 1) clips.push(await addClip(store, { name: `clip ${i}` }));
    await store.close();
    return { dataDir, clips };
  };

  it('still has everything', async () => {
    const { dataDir, clips } = await fill(3);
    const store = await reopen(dataDir);
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).clips).toEqual([...clips].reverse());
    expect(store.swept).toEqual({ clips: 3, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 });
  });

  it('still knows which servers were left, until they are joined again', async () => {
    const { dataDir } = await fill(1);
    const first = await reopen(dataDir);
    await first.setLeft(GUILD, 5);
    await first.close();
    const second = await reopen(dataDir);
    expect(await second.guilds()).toEqual([{ guildId: GUILD, leftAt: 5 }]);
    await second.setLeft(GUILD, undefined);
    await second.close();
    expect(await (await reopen(dataDir)).guilds()).toEqual([{ guildId: GUILD, leftAt: undefined }]);
  });

  it('drops a row whose file has gone, and its listing', async () => {
    const { dataDir, clips } = await fill(2);
    await rm(join(dataDir, clips[0]!.path));
    const store = await reopen(dataDir);
    expect(store.swept).toMatchObject({ rowsWithoutFile: 1, catalogues: 1 });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).clips).toEqual([clips[1]]);
  });

  it('removes files that no row names, and half-received ones', async () => {
    const { dataDir, clips } = await fill(1);
    await writeFile(join(dataDir, 'clips', GUILD, 'ffffffffffffffffffff.ogg'), 'stray');
    await writeFile(join(dataDir, 'incoming', 'half'), 'received');
    const store = await reopen(dataDir);
    expect(store.swept.filesWithoutRow).toBe(1);
    expect(await filesUnder(join(dataDir, 'clips'))).toEqual([`${clips[0]!.id}.ogg`]);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
  });

  it('forgives a crash while the only clip was added or removed', async () => {
    const { dataDir } = await fill(0);
    const guildFolder = join(dataDir, 'clips', GUILD);
    await mkdir(guildFolder, { recursive: true });
    await writeFile(join(guildFolder, 'ffffffffffffffffffff.ogg'), 'no row yet');
    const store = await reopen(dataDir);
    expect(store.swept.filesWithoutRow).toBe(1);
  });

  it('touches no file when the index was lost', async () => {
    const { dataDir } = await fill(2);
    await rm(join(dataDir, 'index.sqlite'));
    await expect(reopen(dataDir)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(2);
  });

  it('touches no row when the clips were lost', async () => {
    const { dataDir } = await fill(2);
    await rename(join(dataDir, 'clips'), join(dataDir, 'elsewhere'));
    await expect(reopen(dataDir)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await rm(join(dataDir, 'clips'), { recursive: true });
    await rename(join(dataDir, 'elsewhere'), join(dataDir, 'clips'));
    expect((await reopen(dataDir)).swept.clips).toBe(2);
  });

  it('has nothing left of a clip that was removed, not even in free pages of the index', async () => {
    const { dataDir } = await fill(0);
    const store = await reopen(dataDir);
    const { id } = await addClip(store, { name: 'TOPSECRET', originalFileName: 'TOPSECRET.ogg' });
    await store.recordDetection(GUILD, id, detection());
    await store.remove(GUILD, id);
    expect((await readFile(join(dataDir, 'index.sqlite'))).includes('TOPSECRET')).toBe(false);
  });

  it('is refused to a second bot, and free again after the first', async () => {
    const { dataDir, clips } = await fill(1);
    const first = await openClipStore({ dataDir, indexUrl: ENGINES.SQLite(dataDir), limits: ROOMY });
    await expect(reopen(dataDir)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      cause: { message: expect.stringContaining('another Overtone') as unknown },
    });
    await first.close();
    expect((await reopen(dataDir)).swept.clips).toBe(clips.length);
  });

  it('leaves alone what is not of its making', async () => {
    const { dataDir } = await fill(1);
    const folder = join(dataDir, 'clips', GUILD, '@eaDir');
    await mkdir(folder);
    await writeFile(join(folder, 'thumb'), 'of a file server');
    await writeFile(join(dataDir, 'clips', GUILD, 'README.txt'), 'of a person');
    expect((await reopen(dataDir)).swept).toMatchObject({ clips: 1, filesWithoutRow: 0 });
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(3);
  });

  it('says so when the index cannot be read, and leaves the clips alone', async () => {
    const { dataDir } = await fill(1);
    await writeFile(
      join(dataDir, 'index.sqlite'),
      'this is no database, and long enough to be one. '.repeat(50),
    );
    await expect(reopen(dataDir)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(1);
  });
});
