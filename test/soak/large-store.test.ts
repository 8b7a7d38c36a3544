import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ClipFolder } from '../../src/store/clips/clip-folder.js';
import { openClipStore } from '../../src/store/clip-store.js';
import type { IndexTable } from '../../src/store/index/index-table.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { GuildWriter } from '../../src/store/guild-writer.js';
import { KeyvClipStore } from '../../src/store/keyv-clip-store.js';
import { Removals } from '../../src/store/removals.js';
import { tempFileIn } from '../../src/store/temp-files.js';
import { createListClips, createSuggestClips } from '../../src/usecases/list-clips.js';
import { GUILD, LIMITS } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { clipNumber, fill, writeAtOnce } from '../helpers/large-store.js';
import { isLong, report, runs } from '../helpers/soak.js';
import { tempDir } from '../helpers/temp-dir.js';

/** Keys that one answer may ask for: the head, two pages of the catalogue, a page of eight clips. */
const MOST_KEYS = 11;

const NOTHING_SWEPT = { clips: 0, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 };

/** An index that counts the keys it is asked for. */
function counting(index: IndexTable) {
  const counter = { keys: 0 };
  const counted: IndexTable = {
    ...index,
    get: (key) => ((counter.keys += 1), index.get(key)),
    getMany: (keys) => ((counter.keys += keys.length), index.getMany(keys)),
  };
  return { counter, counted };
}

/** A store with so many clips, without their files. */
async function storeOf(count: number) {
  const dataDir = await tempDir();
  await writeAtOnce(sqliteIn(dataDir), (index) => fill(index, count));
  const index = await openIndex(sqliteIn(dataDir));
  onTestFinished(() => index.close());
  const { counter, counted } = counting(index);
  const lock = { release: () => Promise.resolve() };
  const files = new ClipFolder(dataDir);
  const writer = new GuildWriter(counted);
  const onFault = () => undefined;
  const store = new KeyvClipStore({
    index: counted,
    files,
    writer,
    removals: new Removals({ index: counted, files, writer, onFault }),
    newTempFile: () => tempFileIn(dataDir),
    limits: LIMITS,
    sweeper: { first: Promise.resolve(NOTHING_SWEPT), stop: () => Promise.resolve() },
    lock,
    onFault,
  });
  return { store, counter };
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 15; i += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[7]!;
}

describe('a large server', () => {
  it(
    'costs no more to list, suggest from and find a clip in than a small one',
    { timeout: 900_000 },
    async () => {
      const lines: string[] = [];
      for (const count of [10, runs({ short: 1000, long: 10_000 })]) {
        const { store, counter } = await storeOf(count);
        const [list, suggest] = [createListClips(store), createSuggestClips(store)];
        const work = {
          'first page': () => list({ guildId: GUILD, page: 0 }),
          'last page': () => list({ guildId: GUILD, page: Math.ceil(count / 8) - 1 }),
          'suggest newest': () => suggest({ guildId: GUILD, typed: '' }),
          'suggest by name': () => suggest({ guildId: GUILD, typed: '7' }),
          find: () => store.get(GUILD, clipNumber(7).id),
        };
        await suggest({ guildId: GUILD, typed: 'once' });
        for (const [name, run] of Object.entries(work)) {
          counter.keys = 0;
          expect(await run()).toBeDefined();
          expect(counter.keys).toBeLessThanOrEqual(MOST_KEYS);
          lines.push(`${count} clips, ${name}: ${counter.keys} keys, ${(await median(run)).toFixed(2)} ms`);
        }
      }
      report(lines.join('\n'));
    },
  );
});

describe('many servers', () => {
  it('open with all that they have', { timeout: 900_000 }, async () => {
    const [guilds, each] = isLong ? [1000, 100] : [20, 10];
    const dataDir = await tempDir();
    await mkdir(join(dataDir, 'clips'));
    await writeFile(join(dataDir, 'clips', '.index-id'), 'm\n');
    await writeAtOnce(sqliteIn(dataDir), async (index) => {
      await index.set('store:mark', 'm');
      for (let guild = 0; guild < guilds; guild += 1) {
        const guildId = String(200_000_000_000_000_000n + BigInt(guild));
        await fill(index, each, guildId);
        const files = Array.from({ length: each }, (_, i) => join(dataDir, clipNumber(i, guildId).path));
        await mkdir(dirname(files[0]!), { recursive: true });
        await Promise.all(files.map((path) => writeFile(path, 'bytes')));
      }
    });

    const start = performance.now();
    const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), limits: LIMITS });
    onTestFinished(() => store.close());
    report(`${guilds} servers with ${each} clips open in ${Math.round(performance.now() - start)} ms`);
    expect(await store.swept).toEqual({ ...NOTHING_SWEPT, clips: guilds * each });
    expect(await store.guilds()).toHaveLength(guilds);
  });
});
