import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openClipStore, type OpenClipStore } from '../../src/store/clip-store.js';
import { dropMissing } from '../../src/store/drop-missing.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { clipKey, tombstonesKey } from '../../src/store/keys.js';
import { tombstoneOf } from '../../src/store/rows.js';
import { verifyStore } from '../../src/store/verify.js';
import { detection, GUILD, LIMITS } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { tempDir } from '../helpers/temp-dir.js';

describe('clip store after a restart', () => {
  const reopen = async (dataDir: string): Promise<OpenClipStore> => {
    const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    onTestFinished(() => store.close());
    return store;
  };
  const fill = async (count: number) => {
    const dataDir = await tempDir();
    const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    const clips = [];
    for (let i = 0; i < count; i += 1) clips.push(await addClip(store, { name: `clip ${i}` }));
    await store.close();
    return { dataDir, clips };
  };

  it('still has everything', async () => {
    const { dataDir, clips } = await fill(3);
    const store = await reopen(dataDir);
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).clips).toEqual([...clips].reverse());
    expect(await store.swept).toEqual({ clips: 3, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 });
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
    expect(await store.swept).toMatchObject({ rowsWithoutFile: 1, catalogues: 1 });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).clips).toEqual([clips[1]]);
  });

  it('is not opened when most of its clips have lost their bytes, until its keeper lets go of them', async () => {
    const { dataDir, clips } = await fill(12);
    for (const { path } of clips.slice(2)) await rm(join(dataDir, path));
    await expect(reopen(dataDir)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      cause: {
        message: expect.stringMatching(/10 of 12 clips have no bytes .* none was dropped/) as unknown,
      },
    });
    const place = { dataDir, indexUrl: sqliteIn(dataDir) };
    expect((await verifyStore(place)).missing).toHaveLength(10);
    expect(await dropMissing(place)).toMatchObject({ clips: 2, rowsWithoutFile: 10 });
    expect((await (await reopen(dataDir)).swept)!.clips).toBe(2);
  });

  it('removes files that no row names, and half-received ones', async () => {
    const { dataDir, clips } = await fill(1);
    await writeFile(join(dataDir, 'clips', GUILD, 'ffffffffffffffffffff.ogg'), 'stray');
    await writeFile(join(dataDir, 'incoming', 'eeeeeeeeeeeeeeeeeeee'), 'half');
    const store = await reopen(dataDir);
    expect((await store.swept)!.filesWithoutRow).toBe(1);
    expect(await filesUnder(join(dataDir, 'clips'))).toEqual([`${clips[0]!.id}.ogg`]);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
  });

  it('ends the removals that an earlier process had begun', async () => {
    const { dataDir, clips } = await fill(3);
    const index = await openIndex(sqliteIn(dataDir));
    // One was to lose its row next, one its bytes.
    await index.set(tombstonesKey(GUILD), clips.slice(0, 2).map(tombstoneOf));
    await index.delete(clipKey(GUILD, clips[1]!.id));
    await index.close();
    const store = await reopen(dataDir);
    expect(await store.swept).toEqual({ clips: 1, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).clips).toEqual([clips[2]]);
    expect(await filesUnder(join(dataDir, 'clips'))).toEqual([`${clips[2]!.id}.ogg`]);
  });

  it('forgives a crash while the only clip was added or removed', async () => {
    const { dataDir } = await fill(0);
    const guildFolder = join(dataDir, 'clips', GUILD);
    await mkdir(guildFolder, { recursive: true });
    await writeFile(join(guildFolder, 'ffffffffffffffffffff.ogg'), 'no row yet');
    const store = await reopen(dataDir);
    expect((await store.swept)!.filesWithoutRow).toBe(1);
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
    expect((await (await reopen(dataDir)).swept)!.clips).toBe(2);
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
    const first = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    await expect(reopen(dataDir)).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      cause: { message: expect.stringContaining('another Overtone') as unknown },
    });
    await first.close();
    expect((await (await reopen(dataDir)).swept)!.clips).toBe(clips.length);
  });

  it('leaves alone what is not of its making', async () => {
    const { dataDir } = await fill(1);
    const folder = join(dataDir, 'clips', GUILD, '@eaDir');
    await mkdir(folder);
    await writeFile(join(folder, 'thumb'), 'of a file server');
    await writeFile(join(dataDir, 'clips', GUILD, 'README.txt'), 'of a person');
    await mkdir(join(dataDir, 'incoming', 'music'));
    await writeFile(join(dataDir, 'incoming', 'music', 'song.mp3'), 'of a person');
    expect(await (await reopen(dataDir)).swept).toMatchObject({ clips: 1, filesWithoutRow: 0 });
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(3);
    expect(await filesUnder(join(dataDir, 'incoming'))).toEqual(['song.mp3']);
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
