import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openIndex } from '../../src/store/index/open-index.js';
import type { IndexTable } from '../../src/store/index/index-table.js';
import { clipKey } from '../../src/store/keys.js';
import { GUILD } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { SHARED_ENGINES, TEST_ENGINES } from '../helpers/engines.js';
import { clipNumber, fill, writeAtOnce } from '../helpers/large-store.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';

/** More rows than one step of an iteration reads. */
const MANY = 2500;

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe.for(SHARED_ENGINES)(
  'an index kept by $name, where it is installed',
  ({ name, isAbsent, launch }) => {
    let server: IndexServer | undefined;
    afterEach(() => server?.stop());

    it('lists every row once, survives other stores closing, and says so when the engine is away', async (context) => {
      context.skip(isAbsent, `${name} is not installed`);
      server = await launch!();
      const url = await server.newIndex();
      const [index, other] = [await openIndex(url), await openIndex(url)];
      await other.close();

      const keys = Array.from({ length: MANY }, (_, i) => `clip:guild:${i}`);
      for (let i = 0; i < MANY; i += 100)
        await Promise.all(keys.slice(i, i + 100).map((k) => index.set(k, k)));
      const listed = await all(index.entries());
      expect(listed.toSorted()).toEqual(keys.map((key) => [key, key]).toSorted());

      const rows = index.entries();
      await rows.next();
      await server.stop();
      server = undefined;
      // A listing that ended early would look like clips that are gone.
      await expect(all(rows)).rejects.toThrow();
      await expect(index.get(keys[0]!)).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
      await expect(openIndex(url)).rejects.toMatchObject({
        code: 'STORAGE_FAILED',
        cause: { message: expect.stringMatching(/check INDEX_URL/) as string },
      });
      await index.close();
    });

    it('passes over rows that another process removes while it lists', async (context) => {
      context.skip(isAbsent, `${name} is not installed`);
      server = await launch!();
      const url = await server.newIndex();
      const [index, other] = [await openIndex(url), await openIndex(url)];
      const keys = Array.from({ length: 500 }, (_, i) => `clip:guild:${i}`);
      await Promise.all(keys.map((key) => index.set(key, key)));
      const remove = async () => {
        for (const key of keys) await other.delete(key);
      };
      const removal = remove();
      // The listing is repeated: in one of them a row goes between its name and its value.
      let left = keys.length;
      while (left > 0) left = (await all(index.entries())).length;
      await removal;
      await index.close();
      await other.close();
    });
  },
);

describe.for(TEST_ENGINES)('any index, such as one kept by $name', ({ name, isAbsent, launch }) => {
  let server: IndexServer | undefined;
  beforeAll(async () => {
    if (!isAbsent) server = await launch?.();
  }, 60_000);
  afterAll(() => server?.stop());

  it('lists the keys that begin so, and no others, also in many steps', async (context) => {
    context.skip(isAbsent, `${name} is not installed`);
    const of = (guild: string, count: number) =>
      Array.from({ length: count }, (_, i) => `clip:${guild}:${i}`);
    const [one, like, other] = [of('1', MANY), of('12', 30), of('2', 30)];
    const keys = [...one, ...like, ...other, 'clip', 'clip;', 'clips:1:0', 'catalogue:1', 'left:1'];
    const write = async (to: IndexTable) => {
      for (let i = 0; i < keys.length; i += 100) {
        await Promise.all(keys.slice(i, i + 100).map((key) => to.set(key, key)));
      }
    };
    const url = (await server?.newIndex()) ?? (name === 'memory' ? 'memory:' : sqliteIn(await tempDir()));
    if (name === 'SQLite') await writeAtOnce(url, write);
    const index = await openIndex(url);
    onTestFinished(() => index.close());
    if (name !== 'SQLite') await write(index);
    const listed = async (prefix: string) => new Set(await all(index.keys(prefix)));
    expect(await listed('clip:1:')).toEqual(new Set(one));
    expect(await listed('clip:12:')).toEqual(new Set(like));
    expect(await listed('clip:')).toEqual(new Set([...one, ...like, ...other]));
    expect(await listed('clip:3:')).toEqual(new Set());
    expect(await listed('')).toEqual(new Set(keys));
    expect((await index.keysWith('clip:1:')).length).toBe(MANY);
    expect(await index.getMany(['left:1', 'nobody', ...one])).toEqual(['left:1', undefined, ...one]);
  });
});

it('nothing waits long while many rows are read from SQLite', async () => {
  const url = sqliteIn(await tempDir());
  await writeAtOnce(url, (index) => fill(index, 10_000));
  const index = await openIndex(url);
  onTestFinished(() => index.close());
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const keys = Array.from({ length: 10_000 }, (_, i) => clipKey(GUILD, clipNumber(i).id));
  expect((await index.getMany(keys)).every((row) => row !== undefined)).toBe(true);
  delay.disable();
  expect(delay.max / 1e6).toBeLessThan(300);
});
