import { readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openClipStore } from '../../src/store/clip-store.js';
import { openSoundSource } from '../../src/store/sound-source.js';
import { GUILD, LIMITS, OTHER_GUILD } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { tempDir } from '../helpers/temp-dir.js';

async function openSource(dataDir: string) {
  const source = await openSoundSource({ dataDir, indexUrl: sqliteIn(dataDir) });
  onTestFinished(() => source.close());
  return source;
}

it('a worker reads the clips of a store that a bot has open', async () => {
  const dataDir = await tempDir();
  const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
  onTestFinished(() => store.close());
  const sources = [await openSource(dataDir), await openSource(dataDir)];
  const clip = await addClip(store, {}, 'its bytes');
  for (const source of sources) {
    expect(await source.get(GUILD, clip.id)).toEqual(clip);
    expect(await source.get(OTHER_GUILD, clip.id)).toBeUndefined();
    expect(await readFile((await source.borrow(clip)).path, 'utf8')).toBe('its bytes');
  }
  await rm((await store.borrow(clip)).path);
  await expect(sources[0]!.borrow(clip)).rejects.toMatchObject({ code: 'CLIP_FILE_MISSING' });
});

it('a program goes through the clips of all servers, and none that are going', async () => {
  const dataDir = await tempDir();
  const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
  onTestFinished(() => store.close());
  const here = await addClip(store, {});
  const there = await addClip(store, { guildId: OTHER_GUILD });
  const gone = await addClip(store, {});
  await store.recordLabel(GUILD, here.id, 'sad');
  await store.remove(GUILD, gone.id);
  const found: unknown[] = [];
  for await (const clip of (await openSource(dataDir)).all()) found.push(clip);
  expect(found).toHaveLength(2);
  expect(found).toEqual(expect.arrayContaining([{ ...here, label: 'sad' }, there]));
});

it('a worker removes at its start what one that was killed left, but nothing that is in use', async () => {
  const dataDir = await tempDir();
  const killed = await openSource(dataDir);
  const [old, inUse] = [await killed.stage(), await killed.stage()];
  await writeFile(old.path, 'a voice');
  await writeFile(inUse.path, 'another');
  const anHourAgo = Date.now() / 1000 - 3600;
  await utimes(old.path, anHourAgo, anHourAgo);
  await openSource(dataDir);
  expect(await filesUnder(join(dataDir, 'listening'))).toEqual([basename(inUse.path)]);
});
