import { createHash } from 'node:crypto';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import KeyvSqlite from '@keyv/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clip } from '../../src/domain/clip.js';
import { backUp } from '../../src/store/backup.js';
import { openClipStore, type OpenClipStore } from '../../src/store/clip-store.js';
import { openIndex, snapshotIndex } from '../../src/store/index/open-index.js';
import { catalogueKey } from '../../src/store/keys.js';
import { isSound, verifyStore } from '../../src/store/verify.js';
import { GUILD, newClip, OTHER_GUILD, LIMITS } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { writeAtOnce } from '../helpers/large-store.js';
import { tempDir } from '../helpers/temp-dir.js';

const indexIn = (dataDir: string) => ({ dataDir, indexUrl: sqliteIn(dataDir) });

async function setUp(count: number) {
  const dataDir = await tempDir();
  const place = indexIn(dataDir);
  const store = await openClipStore({ ...place, limits: LIMITS });
  onTestFinished(() => store.close());
  const clips: Clip[] = [];
  for (let i = 0; i < count; i += 1) clips.push(await add(store, `clip ${i}`, i % 2 ? GUILD : OTHER_GUILD));
  return { dataDir, place, store, clips };
}

async function add(store: OpenClipStore, name: string, guildId = GUILD): Promise<Clip> {
  const content = `the sound of ${name}`;
  const file = await store.stage();
  await writeFile(file.path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return store.add(file, newClip({ name, guildId, sha256, bytes: content.length }));
}

describe('verify', () => {
  it('finds nothing wrong with a store in use', async () => {
    const { place } = await setUp(5);
    const report = await verifyStore(place);
    expect(report).toMatchObject({ clips: 5, missing: [], damaged: [], strays: [], mislisted: [] });
    expect(isSound(report)).toBe(true);
  });

  it('names what is missing, damaged, named by no row, or listed wrongly', async () => {
    const { dataDir, place, clips } = await setUp(5);
    await rm(join(dataDir, clips[0]!.path));
    await writeFile(join(dataDir, clips[1]!.path), 'something else');
    const stray = `clips/${GUILD}/ffffffffffffffffffff.ogg`;
    await writeFile(join(dataDir, stray), 'stray');
    const index = await openIndex(place.indexUrl);
    await index.delete(catalogueKey(OTHER_GUILD));
    await index.close();

    const report = await verifyStore(place);
    expect(report).toMatchObject({
      missing: [clips[0]!.path],
      damaged: [clips[1]!.path],
      strays: [stray],
      mislisted: [OTHER_GUILD],
    });
    expect(isSound(report)).toBe(false);
  });

  it('makes no index where there is none', async () => {
    const dataDir = await tempDir();
    await expect(verifyStore(indexIn(dataDir))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await readdir(dataDir)).toEqual([]);
  });
});

describe('backup', () => {
  it('is a store of its own, with the same clips', async () => {
    const { place, clips } = await setUp(5);
    const folder = join(await tempDir(), 'backup');
    expect(await backUp(place, folder)).toMatchObject({ clips: 5, deletedMeanwhile: 0 });
    expect(isSound(await verifyStore(indexIn(folder)))).toBe(true);
    const restored = await openClipStore({ ...indexIn(folder), limits: LIMITS });
    onTestFinished(() => restored.close());
    expect(await restored.swept).toMatchObject({ clips: 5, catalogues: 0 });
    for (const clip of clips) expect(await restored.get(clip.guildId, clip.id)).toEqual(clip);
  });

  it('is consistent when clips come and go while it is taken', async () => {
    const { place, store, clips } = await setUp(40);
    const folder = join(await tempDir(), 'backup');
    const state = { taken: false };
    const taken = backUp(place, folder).finally(() => {
      state.taken = true;
    });
    const confirmed = [...clips];
    for (let i = 0; !state.taken; i += 1) {
      await add(store, `meanwhile ${i}`);
      const going = confirmed.shift();
      if (going) await store.remove(going.guildId, going.id);
    }
    expect(await taken).toMatchObject({ missing: [], damaged: [] });
    const report = await verifyStore(indexIn(folder));
    expect(report).toMatchObject({ missing: [], damaged: [], strays: [], mislisted: [] });
    expect(report.clips).toBe((await taken).clips);
    expect(isSound(await verifyStore(place))).toBe(true);
  });

  it('keeps nobody waiting who writes meanwhile', async () => {
    const dataDir = await tempDir();
    const indexUrl = sqliteIn(dataDir);
    await writeAtOnce(indexUrl, async (index) => {
      // As those of clips of 15 minutes are.
      for (let i = 0; i < 300; i += 1) await index.set(`clip:${GUILD}:${i}`, 'x'.repeat(130_000));
    });
    const writer = new KeyvSqlite({ uri: indexUrl, busyTimeout: 100 });
    onTestFinished(() => writer.close());
    const state = { taken: false };
    const copy = join(dataDir, 'copy.sqlite');
    const taken = snapshotIndex(indexUrl, copy).finally(() => {
      state.taken = true;
    });
    let writes = 0;
    while (!state.taken) await writer.set(`written:${(writes += 1)}`, 'meanwhile');
    await taken;
    expect(writes).toBeGreaterThan(5);
    const copied = await openIndex(`sqlite://${copy}`);
    onTestFinished(() => copied.close());
    expect(await copied.keysWith('clip:')).toHaveLength(300);
  });

  it('tells of what was missing or damaged before', async () => {
    const { dataDir, place, clips } = await setUp(3);
    await rm(join(dataDir, clips[0]!.path));
    await writeFile(join(dataDir, clips[1]!.path), 'something else');
    const report = await backUp(place, join(await tempDir(), 'backup'));
    expect(report).toMatchObject({ clips: 2, missing: [clips[0]!.path], damaged: [clips[1]!.path] });
  });

  it('overwrites nothing, and leaves nothing behind when it fails', async () => {
    const { place } = await setUp(1);
    const parent = await tempDir();
    await writeFile(join(parent, 'mine'), 'here before');
    await expect(backUp(place, parent)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(backUp({ ...place, indexUrl: 'memory:' }, join(parent, 'backup'))).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    expect(await readdir(parent)).toEqual(['mine']);
  });

  it.each(['postgresql://db/overtone', 'redis://cache'])(
    'refuses an index in %s in words',
    async (indexUrl) => {
      const { place } = await setUp(1);
      const refusal = { cause: { message: expect.stringMatching(/backups of their own/) as string } };
      await expect(backUp({ ...place, indexUrl }, join(await tempDir(), 'backup'))).rejects.toMatchObject(
        refusal,
      );
      await expect(verifyStore({ ...place, indexUrl })).rejects.toMatchObject(refusal);
    },
  );
});
