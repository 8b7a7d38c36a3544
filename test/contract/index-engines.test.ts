import { afterEach, describe, expect, it } from 'vitest';
import { openIndex } from '../../src/store/index/open-index.js';
import { SHARED_ENGINES } from '../helpers/engines.js';
import type { IndexServer } from '../helpers/server-program.js';

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
