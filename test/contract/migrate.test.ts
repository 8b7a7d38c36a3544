import { execFile } from 'node:child_process';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Clip } from '../../src/domain/clip.js';
import { packageRoot } from '../../src/process/package-root.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { openClips } from '../../src/store/clips/open-clips.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { MOVING_KEY, STORE_ID_KEY } from '../../src/store/keys.js';
import { migrate, type MigrateOptions } from '../../src/store/migrate.js';
import { openSoundSource } from '../../src/store/sound-source.js';
import { verifyStore } from '../../src/store/verify.js';
import { tempFileIn } from '../../src/store/temp-files.js';
import { environment } from '../helpers/bot-process.js';
import { detection, GUILD, LIMITS, OTHER_GUILD } from '../helpers/builders.js';
import { addClip, filesUnder, sqliteIn } from '../helpers/clip-store.js';
import { hasPostgres, launchPostgres } from '../helpers/postgres.js';
import { launchRedis, redisServer } from '../helpers/redis.js';
import { hasS3, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';

interface Place {
  indexUrl: string;
  clipsUrl: string;
}

useS3Keys();
let postgres: IndexServer | undefined;
let redis: IndexServer | undefined;
let s3: S3Server | undefined;
beforeAll(async () => {
  if (hasPostgres) postgres = await launchPostgres();
  if (redisServer) redis = await launchRedis();
  if (hasS3) s3 = await launchS3();
}, 60_000);
afterAll(async () => {
  await Promise.all([postgres?.stop(), redis?.stop(), s3?.stop()]);
});

async function localPlace(): Promise<Place> {
  const folder = await tempDir();
  return { indexUrl: sqliteIn(folder), clipsUrl: `file:${folder}` };
}

const openAt = async (place: Place) => openClipStore({ dataDir: await tempDir(), ...place, limits: LIMITS });

/** A store with clips of two servers, one of them with a detection. */
async function fill(place: Place, count = 12): Promise<Clip[]> {
  const store = await openAt(place);
  const clips: Clip[] = [];
  for (let i = 0; i < count; i += 1) {
    const guildId = i % 3 === 0 ? OTHER_GUILD : GUILD;
    clips.push(await addClip(store, { guildId, name: `clip ${i}`, uploadedAt: i }, `the sound of ${i}`));
  }
  await store.recordDetection(GUILD, clips[1]!.id, detection());
  await store.setLeft(OTHER_GUILD, 5);
  await store.close();
  return clips;
}

async function move(from: Place, to: Place, options: Partial<MigrateOptions> = {}) {
  const folder = await tempDir();
  const source = {
    index: await openIndex(from.indexUrl),
    clips: await openClips(from.clipsUrl),
    clipsUrl: from.clipsUrl,
  };
  const target = {
    index: to.indexUrl === from.indexUrl ? source.index : await openIndex(to.indexUrl),
    clips: to.clipsUrl === from.clipsUrl ? source.clips : await openClips(to.clipsUrl),
    clipsUrl: to.clipsUrl,
  };
  try {
    return await migrate(source, target, { newTempFile: () => tempFileIn(folder), ...options });
  } finally {
    expect(await readdir(folder)).toEqual([]);
    await Promise.all([...new Set([source.index, target.index])].map((index) => index.close()));
  }
}

/** Everything that members can see is at the new place, and the start finds nothing to put right. */
async function expectWhole(place: Place, clips: readonly Clip[]): Promise<void> {
  const store = await openAt(place);
  onTestFinished(() => store.close());
  expect(await store.swept).toMatchObject({
    clips: clips.length,
    rowsWithoutFile: 0,
    filesWithoutRow: 0,
    catalogues: 0,
  });
  for (const guildId of [GUILD, OTHER_GUILD]) {
    const own = clips.filter((clip) => clip.guildId === guildId).reverse();
    const { clips: listed } = await store.list(guildId, { offset: 0, limit: 100 });
    expect(listed.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
    for (const clip of own) {
      const borrowed = await store.borrow(clip);
      await borrowed.drop();
    }
  }
  expect((await store.get(GUILD, clips[1]!.id))?.detection).toEqual(detection());
  expect(await store.guilds()).toContainEqual({ guildId: OTHER_GUILD, leftAt: 5 });
}

describe('a move', () => {
  it('takes all of a store to another folder, and leaves it where it was', async () => {
    const [from, to] = [await localPlace(), await localPlace()];
    const clips = await fill(from);
    const progress: [number, number][] = [];
    const report = await move(from, to, { onProgress: (done, total) => progress.push([done, total]) });
    expect(report).toMatchObject({ clips: 12, alreadyThere: 0, missing: [], damaged: [] });
    expect(progress.at(0)).toEqual([0, 12]);
    expect(progress.at(-1)).toEqual([12, 12]);
    await expectWhole(to, clips);
    await expectWhole(from, clips);
  });

  it.skipIf(!hasPostgres || !redisServer || !hasS3)(
    'goes to PostgreSQL and S3, on to Redis, and back (skips without them)',
    async () => {
      const [local, back] = [await localPlace(), await localPlace()];
      const shared = { indexUrl: await postgres!.newIndex(), clipsUrl: await s3!.newBucket() };
      const other = { indexUrl: await redis!.newIndex(), clipsUrl: await s3!.newBucket() };
      const clips = await fill(local);
      for (const [from, to] of [
        [local, shared],
        [shared, other],
        [other, back],
      ] as const) {
        expect(await move(from, to)).toMatchObject({ clips: 12, missing: [], damaged: [] });
        await expectWhole(to, clips);
      }
    },
  );

  it('takes the index alone, or the clips alone', async () => {
    const [from, index, both] = [await localPlace(), await localPlace(), await localPlace()];
    const clips = await fill(from);
    await move(from, { ...from, indexUrl: index.indexUrl });
    await expectWhole({ ...from, indexUrl: index.indexUrl }, clips);
    await move(from, { ...from, clipsUrl: both.clipsUrl });
    await expectWhole({ ...from, clipsUrl: both.clipsUrl }, clips);
  });

  it.each([['all of it'], ['the clips alone']])('of %s goes on where it was broken off', async (what) => {
    const [from, elsewhere] = [await localPlace(), await localPlace()];
    const to = what === 'all of it' ? elsewhere : { ...from, clipsUrl: elsewhere.clipsUrl };
    const clips = await fill(from, 30);
    const breakOff = (done: number) => {
      if (done === 15) throw new Error('the power went');
    };
    await expect(move(from, to, { onProgress: breakOff })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(openAt(to)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    const { alreadyThere, clips: moved } = await move(from, to);
    expect(moved).toBe(30);
    expect(alreadyThere).toBeGreaterThan(0);
    await expectWhole(to, clips);
  });

  const breakOffAt = (clip: number) => ({
    onProgress(done: number) {
      if (done === clip) throw new Error('the power went');
    },
  });

  it.each([['all of it'], ['the index alone'], ['the clips alone']])(
    'of %s that goes on later ends as the old place is by then',
    async (what) => {
      const [from, elsewhere] = [await localPlace(), await localPlace()];
      const to = {
        indexUrl: what === 'the clips alone' ? from.indexUrl : elsewhere.indexUrl,
        clipsUrl: what === 'the index alone' ? from.clipsUrl : elsewhere.clipsUrl,
      };
      const clips = await fill(from, 30);
      await expect(move(from, to, breakOffAt(15))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      const store = await openAt(from);
      // What goes first was moved first, as a rule: it must not come back.
      for (const { guildId, id } of clips.slice(0, 15)) await store.remove(guildId, id);
      const [kept] = clips.slice(20);
      await store.recordDetection(kept!.guildId, kept!.id, detection({ modelVersion: '2.0.0' }));
      await store.recordDetection(clips[15]!.guildId, clips[15]!.id, detection({ modelVersion: '2.0.0' }));
      await addClip(store, { name: 'meanwhile', uploadedAt: 100 }, 'the sound of meanwhile');
      const expected = new Map<string, unknown>();
      for (const guildId of [GUILD, OTHER_GUILD]) {
        expected.set(guildId, await store.list(guildId, { offset: 0, limit: 100 }));
      }
      await store.close();

      expect(await move(from, to)).toMatchObject({ clips: 16, missing: [], damaged: [] });
      const moved = await openAt(to);
      onTestFinished(() => moved.close());
      expect(await moved.swept).toEqual({ clips: 16, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 });
      for (const [guildId, listed] of expected) {
        expect(await moved.list(guildId, { offset: 0, limit: 100 })).toEqual(listed);
      }
      expect(await filesUnder(join(to.clipsUrl.slice('file:'.length), 'clips'))).toHaveLength(16);
    },
  );

  it('that was broken off goes on to the same clips alone', async () => {
    const [from, to, other] = [await localPlace(), await localPlace(), await localPlace()];
    const clips = await fill(from, 30);
    await expect(move(from, to, breakOffAt(15))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(move(from, { ...to, clipsUrl: other.clipsUrl })).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/part of another move, with clips in file:/) as unknown },
    });
    await expect(move(from, { ...to, clipsUrl: from.clipsUrl })).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
    });
    await move(from, to);
    await expectWhole(to, clips);
  });

  it('leaves a place that nothing opens until all is there, even before the first clip', async () => {
    const [from, to] = [await localPlace(), await localPlace()];
    const clips = await fill(from);
    const refused = {
      code: 'STORAGE_FAILED',
      cause: { message: expect.stringMatching(/being moved into this index/) as unknown },
    };
    for (const clip of [0, 7]) {
      await expect(move(from, to, breakOffAt(clip))).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      await expect(openAt(to)).rejects.toMatchObject(refused);
      await expect(openSoundSource({ dataDir: await tempDir(), ...to })).rejects.toMatchObject(refused);
      await expect(verifyStore({ dataDir: await tempDir(), ...to })).rejects.toMatchObject(refused);
    }
    await move(from, to);
    await expectWhole(to, clips);
  });

  it('that has ended is not begun again: what was uploaded since stays', async () => {
    const [from, to] = [await localPlace(), await localPlace()];
    await fill(from);
    await move(from, to);
    const store = await openAt(to);
    await addClip(store, { name: 'new' });
    await store.close();
    // As if its last step had been cut off.
    const index = await openIndex(to.indexUrl);
    await index.set(MOVING_KEY, { storeId: await index.get(STORE_ID_KEY), clipsUrl: to.clipsUrl });
    await index.close();
    await expect(move(from, to)).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/holds something already/) as unknown },
    });
    const again = await openAt(to);
    onTestFinished(() => again.close());
    expect((await again.swept)!.clips).toBe(13);
  });

  it('begins from no store whose clips are elsewhere', async () => {
    const [from, other] = [await localPlace(), await localPlace()];
    await fill(from);
    await fill(other);
    await expect(move({ ...from, clipsUrl: other.clipsUrl }, await localPlace())).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/do not belong to this index/) as unknown },
    });
  });

  it('leaves behind what is damaged or missing, and says so', async () => {
    const [from, to] = [await localPlace(), await localPlace()];
    const clips = await fill(from);
    const folder = from.clipsUrl.slice('file:'.length);
    await writeFile(join(folder, clips[4]!.path), 'something else');
    await rm(join(folder, clips[7]!.path));
    expect(await move(from, to)).toMatchObject({
      clips: 10,
      damaged: [clips[4]!.path],
      missing: [clips[7]!.path],
    });
    const store = await openAt(to);
    onTestFinished(() => store.close());
    expect(await store.swept).toMatchObject({ clips: 10, catalogues: 1 });
  });

  it('goes to no place that holds anything, and from none that holds nothing', async () => {
    const [from, to] = [await localPlace(), await localPlace()];
    await fill(from);
    const others = await fill(to);
    await expect(move(from, to)).rejects.toMatchObject({
      cause: { message: 'the new place holds something already: name one that is empty' },
    });
    await expectWhole(to, others);
    await expect(move(await localPlace(), await localPlace())).rejects.toMatchObject({
      cause: { message: expect.stringContaining('there is no store to move') as unknown },
    });
  });
});

describe('npm run migrate', () => {
  const run = (dataDir: string, ...given: string[]) =>
    promisify(execFile)(process.execPath, ['dist/src/bin/migrate.js', ...given], {
      cwd: packageRoot(),
      env: { ...environment, DATA_DIR: dataDir },
    });

  it('moves the configured store, and says what to set', async () => {
    const folder = await tempDir();
    const clips = await fill({ indexUrl: sqliteIn(folder), clipsUrl: `file:${folder}` });
    const to = await localPlace();
    const { stdout } = await run(folder, '--to', to.indexUrl, '--to-clips', to.clipsUrl);
    expect(stdout).toMatch(/^12 clips, .* are at the new place/);
    expect(stdout).toContain('Set INDEX_URL and CLIPS_URL');
    await expectWhole(to, clips);
  });

  it('does not run beside a bot, nor without a place to go to', async () => {
    const folder = await tempDir();
    const store = await openClipStore({ dataDir: folder, indexUrl: sqliteIn(folder), limits: LIMITS });
    onTestFinished(() => store.close());
    await expect(run(folder, '--to-clips', `file:${await tempDir()}`)).rejects.toMatchObject({
      stderr: expect.stringContaining('another Overtone is using this DATA_DIR') as unknown,
    });
    await expect(run(folder)).rejects.toMatchObject({
      stderr: expect.stringContaining('Usage: npm run migrate') as unknown,
    });
  });
});
