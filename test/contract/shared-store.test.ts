import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import { Catalogue } from '../../src/store/catalogue.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { openClips } from '../../src/store/clips/open-clips.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { CLIP_ROWS, SWEPT_KEY } from '../../src/store/keys.js';
import { GUILD, LIMITS } from '../helpers/builders.js';
import { addClip } from '../helpers/clip-store.js';
import { SHARED_ENGINES } from '../helpers/engines.js';
import { queryPostgres } from '../helpers/postgres.js';
import { redisClient } from '../helpers/redis.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const uploader = fileURLToPath(new URL('./shared-uploader.ts', import.meta.url));

interface Place {
  indexUrl: string;
  clipsUrl: string;
}

/** Starts a process that uploads once it is told to. */
async function startUploader(
  { indexUrl, clipsUrl }: Place,
  { count = 40, maxGuildClips = 1000, removing = true } = {},
) {
  const given = [await tempDir(), indexUrl, clipsUrl, count, maxGuildClips, removing].map(String);
  const child = spawn(process.execPath, ['--import', tsx, uploader, ...given], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  const told: string[] = [];
  const ready = once(lines, 'line');
  lines.on('line', (line) => told.push(line));
  const ended = once(lines, 'close');
  await ready;
  return {
    told,
    go: () => child.stdin.write('go\n'),
    ended: ended.then(() => told.filter((line) => line !== 'ready')),
  };
}

/** What rows, catalogue and bytes each say of the one server; they must agree. */
async function holdings({ indexUrl, clipsUrl }: Place) {
  const [index, clips] = [await openIndex(indexUrl), await openClips(clipsUrl)];
  const rows = (await index.keysWith(CLIP_ROWS)).map((key) => key.split(':')[2]!);
  const listed = (await new Catalogue(index, GUILD).all()).map(({ id }) => id);
  const paths: string[] = [];
  for await (const path of clips.all()) paths.push(path.split('/')[2]!.split('.')[0]!);
  clips.close();
  await index.close();
  expect(listed.sort()).toEqual(rows.sort());
  expect(paths.sort()).toEqual(rows);
  return rows;
}

const idsOf = (told: string[], what: string) =>
  told.filter((line) => line.startsWith(`${what} `)).map((line) => line.split(' ')[1]!);

describe.for(SHARED_ENGINES)('a store that processes share over $name, where it is installed', (given) => {
  const { name, isAbsent, launch } = given;
  let server: IndexServer | undefined;
  beforeAll(async () => {
    if (!isAbsent) server = await launch!();
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach((context) => {
    context.skip(isAbsent, `${name} is not installed`);
  });

  const place = async () => ({ indexUrl: await server!.newIndex(), clipsUrl: `file:${await tempDir()}` });

  async function openAt({ indexUrl, clipsUrl }: Place) {
    const store = await openClipStore({ dataDir: await tempDir(), indexUrl, clipsUrl, limits: LIMITS });
    onTestFinished(() => store.close());
    return store;
  }

  it('loses nothing when two of them upload into one server at once', async () => {
    const here = await place();
    const both = [await startUploader(here), await startUploader(here)];
    for (const process of both) process.go();
    const told = (await Promise.all(both.map(({ ended }) => ended))).flat();
    const removed = new Set(idsOf(told, 'removed'));
    const expected = idsOf(told, 'added').filter((id) => !removed.has(id));
    expect([told.length, expected.length]).toEqual([96, 64]);
    expect(await holdings(here)).toEqual(expected.sort());
  });

  it('is filled to its limit, and no further, however many fill it', async () => {
    const here = await place();
    const limits = { count: 30, maxGuildClips: 25, removing: false };
    const both = [await startUploader(here, limits), await startUploader(here, limits)];
    for (const process of both) process.go();
    const told = (await Promise.all(both.map(({ ended }) => ended))).flat();
    expect(new Set(told.filter((line) => line.startsWith('refused')))).toEqual(
      new Set(['refused GUILD_CLIPS_FULL']),
    );
    expect(await holdings(here)).toHaveLength(25);
  });

  it('is swept while others upload, and loses nothing', async () => {
    const here = await place();
    const busy = await startUploader(here, { count: 60 });
    busy.go();
    const index = await openIndex(here.indexUrl);
    onTestFinished(() => index.close());
    const sweeping = { isOver: false };
    const ended = busy.ended.finally(() => (sweeping.isOver = true));
    while (!sweeping.isOver) {
      await index.delete(SWEPT_KEY);
      const store = await openAt(here);
      expect(await store.swept).toMatchObject({ rowsWithoutFile: 0, filesWithoutRow: 0 });
    }
    const told = await ended;
    const removed = new Set(idsOf(told, 'removed'));
    expect(await holdings(here)).toEqual(
      idsOf(told, 'added')
        .filter((id) => !removed.has(id))
        .sort(),
    );
  });

  it('is swept by one of those that start together', async () => {
    const here = await place();
    const stores = await Promise.all([openAt(here), openAt(here), openAt(here)]);
    const reports = await Promise.all(stores.map(({ swept }) => swept));
    expect(reports.filter((report) => report !== undefined)).toHaveLength(1);
  });

  it('is refused to a process whose clips are elsewhere, even while it is empty', async () => {
    const here = await place();
    await openAt(here);
    await expect(openAt({ ...here, clipsUrl: `file:${await tempDir()}` })).rejects.toMatchObject({
      cause: { message: expect.stringContaining('need the same CLIPS_URL') as unknown },
    });
  });

  it('stops without waiting for a sweep, which the next start then does', async () => {
    const here = await place();
    await (await openAt(here)).close();
    const index = await openIndex(here.indexUrl);
    onTestFinished(() => index.close());
    await index.delete(SWEPT_KEY);
    const store = await openAt(here);
    await store.close();
    await expect(store.swept).rejects.toThrow();
    expect(await (await openAt(here)).swept).toMatchObject({ clips: 0 });
  });

  it('shows each what the others have done, at once', async () => {
    const here = await place();
    const [one, two] = [await openAt(here), await openAt(here)];
    const clip = await addClip(one, { name: 'from one' });
    expect(await two.search(GUILD, 'from', 5)).toHaveLength(1);
    await addClip(two, { name: 'from two' });
    expect(await one.search(GUILD, 'from', 5)).toHaveLength(2);
    await two.remove(GUILD, clip.id);
    expect(await one.search(GUILD, 'from', 5)).toMatchObject([{ name: 'from two' }]);
    expect(await one.guilds()).toEqual([{ guildId: GUILD, leftAt: undefined }]);
  });

  it('is left as it was by those who are stopped while another process has the lock', async () => {
    const here = await place();
    const [store, other] = [await openAt(here), await openIndex(here.indexUrl)];
    onTestFinished(() => other.close());
    const clip = await addClip(store);
    const [held, over] = [new AbortController(), new AbortController()];
    const holding = other.exclusive(GUILD, async () => {
      held.abort();
      await once(over.signal, 'abort');
    });
    await once(held.signal, 'abort');
    const [stop, reason] = [new AbortController(), new UserError('TIMED_OUT')];
    let commits = 0;
    const change = { signal: stop.signal, onCommit: () => (commits += 1) };
    const stopped = [
      addClip(store, {}, 'too late', change),
      store.remove(GUILD, clip.id, change),
      store.removeMany(GUILD, { uploaderId: clip.uploaderId }, change),
    ].map((attempt) => expect(attempt).rejects.toBe(reason));
    await sleep(100);
    stop.abort(reason);
    await sleep(100);
    over.abort();
    await Promise.all([...stopped, holding]);
    expect(commits).toBe(0);
    await expect.poll(() => holdings(here)).toEqual([clip.id]);
  });

  it('does not let a process that lost its lock overwrite what came after it', async () => {
    const { indexUrl } = await place();
    const [one, two] = [await openIndex(indexUrl), await openIndex(indexUrl)];
    onTestFinished(async () => {
      await Promise.all([one.close(), two.close()]);
    });
    const late = one.exclusive(GUILD, async () => {
      await one.set('key', 'before');
      await (name === 'Redis' ? dropRedisLock(indexUrl) : dropPostgresLocks(indexUrl));
      await two.exclusive(GUILD, () => two.set('key', 'of the successor'));
      await one.set('key', 'too late');
    });
    await expect(late).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    const deletes = one.exclusive(GUILD, async () => {
      await (name === 'Redis' ? dropRedisLock(indexUrl) : dropPostgresLocks(indexUrl));
      await one.deleteMany(['key']);
    });
    await expect(deletes).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    expect(await one.get('key')).toBe('of the successor');
    await one.exclusive(GUILD, () => one.set('key', 'again'));
    expect(await two.get('key')).toBe('again');
  });

  it('does the work of one name after the other, and of others meanwhile', async () => {
    const { indexUrl } = await place();
    const [one, two] = [await openIndex(indexUrl), await openIndex(indexUrl)];
    onTestFinished(async () => {
      await Promise.all([one.close(), two.close()]);
    });
    const steps: string[] = [];
    let end = (): void => undefined;
    const first = one.exclusive('a', async () => {
      steps.push('first begins');
      await new Promise<void>((resolve) => (end = resolve));
      steps.push('first ends');
    });
    await expect.poll(() => steps).toHaveLength(1);
    const second = two.exclusive('a', () => Promise.resolve(steps.push('second')));
    await two.exclusive('b', () => Promise.resolve(steps.push('other')));
    await sleep(100);
    end();
    await Promise.all([first, second]);
    expect(steps).toEqual(['first begins', 'other', 'first ends', 'second']);
  });
});

async function dropRedisLock(url: string): Promise<void> {
  await redisClient(url).del(`overtone:lock:${GUILD}`);
}

async function dropPostgresLocks(connectionString: string): Promise<void> {
  await queryPostgres(
    connectionString,
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
  );
}
