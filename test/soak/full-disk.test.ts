import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import { openClipStore, type OpenClipStore } from '../../src/store/clip-store.js';
import { verifyStore } from '../../src/store/verify.js';
import { detection, GUILD, LIMITS, newClip } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { smallDisk } from '../helpers/small-disk.js';
import { report, runs } from '../helpers/soak.js';

const DISK_BYTES = 2 * 1024 * 1024;
const BLOCK_BYTES = 4096;
/** How full the disk is made: every number of free blocks from none on, several times over. */
const LEVELS = 20;
/** Stored each time before it is filled. */
const CLIPS = 4;
const TIMES = runs({ short: 1, long: 20 });

/** What is left of an error: that the disk is full. Anything else fails the test. */
function isFull(error: unknown): boolean {
  if (error instanceof UserError && error.code === 'STORAGE_FULL') return true;
  if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') return true;
  throw error;
}

const done = (work: Promise<unknown>) =>
  work.then(
    () => true,
    (error: unknown) => !isFull(error),
  );

async function add(store: OpenClipStore, content: string): Promise<string> {
  const file = await store.stage();
  try {
    await writeFile(file.path, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    return (await store.add(file, newClip({ bytes: content.length, sha256 }))).id;
  } finally {
    await file.drop();
  }
}

describe('a disk that is full', () => {
  it('refuses what it cannot take, and keeps what it has', { timeout: 1_800_000 }, async (context) => {
    const disk = await smallDisk(context, DISK_BYTES);
    const dataDir = join(disk.path, 'data');
    await mkdir(dataDir);
    const open = () => openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    const there = new Set<string>();
    const count = { refused: 0, taken: 0, removed: 0, notOpened: 0 };

    for (let level = 0; level < LEVELS * TIMES; level += 1) {
      let store = await open();
      const content = `${level} `.repeat(2500);
      for (let i = there.size; i < CLIPS; i += 1) there.add(await add(store, `${content}${i}`));
      for (const id of [...there].slice(CLIPS)) {
        await store.remove(GUILD, id);
        there.delete(id);
      }
      const doubtful = new Set<string>();

      await disk.fill((level % LEVELS) * BLOCK_BYTES);
      const added = await add(store, content).catch((error: unknown) => void isFull(error));
      if (added === undefined) count.refused += 1;
      else {
        count.taken += 1;
        there.add(added);
      }
      const [first, second] = [...there];
      const windows = Array.from({ length: 40 }, () => detection().windows[0]!);
      await done(store.recordDetection(GUILD, second!, detection({ windows })));
      there.delete(first!);
      if (await done(store.remove(GUILD, first!))) count.removed += 1;
      else doubtful.add(first!);
      for (const id of there) expect(await store.get(GUILD, id)).toBeDefined();
      await store.close();

      // Started anew there, it opens its store, or says that the disk is full.
      if (!(await done(open().then((full) => full.close())))) count.notOpened += 1;
      await disk.clear();
      store = await open();
      for (const id of doubtful) if (await store.get(GUILD, id)) there.add(id);
      const { clips, total } = await store.list(GUILD, { offset: 0, limit: 50 });
      expect(clips.map(({ id }) => id).sort()).toEqual([...there].sort());
      expect(total).toBe(there.size);
      await store.close();
      const found = await verifyStore({ dataDir, indexUrl: sqliteIn(dataDir) });
      expect(found).toMatchObject({ clips: there.size, missing: [], damaged: [], strays: [], mislisted: [] });
    }
    expect(count.refused).toBeGreaterThan(0);
    expect(count.taken).toBeGreaterThan(0);
    report(`filled the disk ${LEVELS * TIMES} times: ${JSON.stringify(count)}`);
  });
});
