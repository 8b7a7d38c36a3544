import { readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import KeyvSqlite from '@keyv/sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../src/store/backup.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { detection, GUILD, LIMITS } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { smallDisk } from '../helpers/small-disk.js';
import { tempDir } from '../helpers/temp-dir.js';

const CLIPS = 60;

const open = (dataDir: string) => openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });

/** A store that was closed in order, with an index of some pages. */
async function fill(dataDir: string) {
  const store = await open(dataDir);
  for (let i = 0; i < CLIPS; i += 1) {
    const { id } = await addClip(store, { name: `clip ${i}` });
    await store.recordDetection(GUILD, id, detection());
  }
  await store.close();
  return { index: join(dataDir, 'index.sqlite'), lock: join(dataDir, 'lock.sqlite') };
}

/** Opening fails with words for whoever runs the bot, and every clip is still there. */
async function refuses(dataDir: string, why: RegExp): Promise<void> {
  await expect(open(dataDir)).rejects.toMatchObject({
    code: 'STORAGE_FAILED',
    cause: { message: expect.stringMatching(why) as unknown },
  });
  expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(CLIPS);
}

describe('a store is not opened, and stays as it is,', () => {
  it('when its index is no index', async () => {
    const dataDir = await tempDir();
    const { index } = await fill(dataDir);
    await writeFile(index, 'this is no database, and long enough to be one. '.repeat(50));
    await refuses(dataDir, /index is no SQLite file: bring it back from a backup/);
  });

  it.each([
    ['is cut off', (size: number) => size - 3 * 4096],
    ['is cut off in the middle of a page', (size: number) => Math.floor(size / 2) - 1000],
    ['has its first page alone', () => 4096],
  ])('when its index %s', async (_what, length) => {
    const dataDir = await tempDir();
    const { index } = await fill(dataDir);
    await truncate(index, length((await readFile(index)).length));
    await refuses(dataDir, /index is damaged: bring it back from a backup/);
  });

  it('when pages of its index were overwritten', async () => {
    const dataDir = await tempDir();
    const { index } = await fill(dataDir);
    const bytes = await readFile(index);
    for (let page = 4; page < bytes.length / 4096; page += 7) bytes.fill(0, page * 4096, (page + 1) * 4096);
    await writeFile(index, bytes);
    await refuses(dataDir, /index is damaged/);
    expect(await readFile(index)).toEqual(bytes);
    // A backup does not look for damage first, which would keep a bot waiting: it meets it.
    const backup = backUp({ dataDir, indexUrl: sqliteIn(dataDir) }, join(await tempDir(), 'backup'));
    await expect(backup).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      cause: { message: expect.stringMatching(/index is damaged/) as unknown },
    });
  });

  it('when a row holds no JSON', async () => {
    const dataDir = await tempDir();
    await fill(dataDir);
    const index = new KeyvSqlite(sqliteIn(dataDir));
    await index.query(`UPDATE keyv SET value = 'nonsense' WHERE rowid = 7`);
    await index.close();
    await refuses(dataDir, /index is damaged/);
  });

  it('when another program holds its index', { timeout: 30_000 }, async () => {
    const dataDir = await tempDir();
    await fill(dataDir);
    const holder = new KeyvSqlite(sqliteIn(dataDir));
    onTestFinished(() => holder.close());
    await holder.query('BEGIN EXCLUSIVE');
    await refuses(dataDir, /index is locked by another program/);
  });

  it('when its lock is no lock', async () => {
    const dataDir = await tempDir();
    const { lock } = await fill(dataDir);
    await writeFile(lock, 'this is no database, and long enough to be one. '.repeat(50));
    await refuses(dataDir, /cannot be locked: remove .*lock\.sqlite/);
  });

  it('when nothing can be written there', async (context) => {
    const disk = await smallDisk(context, 8 * 1024 * 1024);
    await fill(disk.path);
    await disk.makeReadOnly();
    await refuses(disk.path, /DATA_DIR cannot be written/);
    await expect(open(join(disk.path, 'below'))).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/DATA_DIR cannot be written/) as unknown },
    });
  });
});

describe('an open store', () => {
  it('refuses while another program holds its index, and goes on after it', { timeout: 60_000 }, async () => {
    const dataDir = await tempDir();
    const store = await open(dataDir);
    onTestFinished(() => store.close());
    const { id } = await addClip(store);
    const other = new KeyvSqlite(sqliteIn(dataDir));
    await other.query('BEGIN IMMEDIATE');
    await expect(addClip(store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(store.remove(GUILD, id)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await store.get(GUILD, id)).toMatchObject({ id });
    expect(await filesUnder(join(dataDir, 'clips'))).toHaveLength(1);
    await other.query('ROLLBACK');
    await other.close();
    await addClip(store);
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(2);
  });

  it('keeps nothing else waiting while another program holds its index', { timeout: 30_000 }, async () => {
    const dataDir = await tempDir();
    const store = await open(dataDir);
    const other = new KeyvSqlite(sqliteIn(dataDir));
    await other.query('BEGIN EXCLUSIVE');
    const refused = Array.from({ length: 8 }, () => store.get(GUILD, 'a clip').catch(() => 'the index'));
    await sleep(200);
    expect(await Promise.race([...refused, stat(dataDir).then(() => 'a file')])).toBe('a file');
    await other.close();
    await store.close();
  });

  it('neither saves, deletes nor gives up a clip while the folder of its clips is away', async () => {
    const dataDir = await tempDir();
    const store = await open(dataDir);
    onTestFinished(() => store.close());
    const [kept, going, other] = [await addClip(store), await addClip(store), await addClip(store)];
    const [clips, away] = [join(dataDir, 'clips'), join(dataDir, 'unmounted')];
    await rename(clips, away);
    await expect(addClip(store)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(store.borrow(kept)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await store.remove(GUILD, going.id)).toEqual({ clips: 1, pending: 1 });
    expect((await store.list(GUILD, { offset: 0, limit: 5 })).total).toBe(2);
    await rename(away, clips);
    expect(await store.remove(GUILD, other.id)).toEqual({ clips: 1, pending: 0 });
    expect(await filesUnder(clips)).toEqual([`${kept.id}.ogg`]);
  });
});
