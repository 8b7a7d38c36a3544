import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openClipStore } from '../../src/store/clip-store.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { GUILD, LIMITS } from '../helpers/builders.js';
import { addClip } from '../helpers/clip-store.js';
import { lineTo, type Line } from '../helpers/cut-line.js';
import { SHARED_ENGINES } from '../helpers/engines.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';

/** A store answers again so soon after its engine does. */
const AGAIN = { timeout: 10_000 };
const REFUSED = { code: 'STORAGE_FAILED' };

describe.for(SHARED_ENGINES)('an index in $name that falls silent, where it is installed', (given) => {
  const { name, isAbsent, launch } = given;
  let server: IndexServer | undefined;
  beforeAll(async () => {
    if (!isAbsent) server = await launch!();
  }, 60_000);
  afterAll(() => server?.stop());
  beforeEach((context) => {
    context.skip(isAbsent, `${name} is not installed`);
  });

  async function place(): Promise<{ line: Line; indexUrl: string }> {
    const url = new URL(await server!.newIndex());
    const line = await lineTo(Number(url.port));
    url.port = String(line.port);
    return { line, indexUrl: url.href };
  }

  it.for(['frozen', 'replaced'] as const)(
    'is given up, and answers again once its host, %s until then, is back',
    { timeout: 60_000 },
    async (host) => {
      const { line, indexUrl } = await place();
      const store = await openClipStore({ dataDir: await tempDir(), indexUrl, limits: LIMITS });
      onTestFinished(() => store.close());
      const { id } = await addClip(store);
      line.hush();
      await Promise.all([
        expect(store.get(GUILD, id)).rejects.toMatchObject(REFUSED),
        expect(store.list(GUILD, { offset: 0, limit: 1 })).rejects.toMatchObject(REFUSED),
        expect(addClip(store)).rejects.toMatchObject(REFUSED),
        expect(store.remove(GUILD, id)).rejects.toMatchObject(REFUSED),
      ]);
      line.speak(host);
      const seen = () => store.get(GUILD, id).then(Boolean, () => 'nothing');
      await expect.poll(seen, AGAIN).toBe(true);
      const written = () => addClip(store).then(Boolean, () => 'nothing');
      await expect.poll(written, AGAIN).toBe(true);
    },
  );

  it('fails what is written under a lock, and gives the lock to the next', { timeout: 60_000 }, async () => {
    const { line, indexUrl } = await place();
    const index = await openIndex(indexUrl);
    onTestFinished(() => index.close());
    const write = index.exclusive('one', async () => {
      await index.set('a', 1);
      line.hush();
      await index.set('a', 2);
    });
    await expect(write).rejects.toMatchObject(REFUSED);
    line.speak('replaced');
    const again = () => index.exclusive('one', () => index.set('a', 3)).then(() => true, String);
    await expect.poll(again, { timeout: 40_000 }).toBe(true);
    expect(await index.get('a')).toBe(3);
  });

  it('closes without waiting for it', { timeout: 60_000 }, async () => {
    const { line, indexUrl } = await place();
    const index = await openIndex(indexUrl);
    await index.set('a', 1);
    line.hush();
    await index.close();
  });
});
