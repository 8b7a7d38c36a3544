import { onTestFinished } from 'vitest';
import type { ClipBytes } from '../../src/store/clips/clip-bytes.js';
import { ClipFolder } from '../../src/store/clips/clip-folder.js';
import { GuildWriter } from '../../src/store/guild-writer.js';
import type { IndexTable } from '../../src/store/index/index-table.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { KeyvClipStore } from '../../src/store/keyv-clip-store.js';
import type { StoreLimits } from '../../src/store/store-limits.js';
import { Removals } from '../../src/store/removals.js';
import { tempFileIn } from '../../src/store/temp-files.js';
import { LIMITS } from './builders.js';
import { tempDir } from './temp-dir.js';

/** What fails as long as it is set. */
export interface Faults {
  /** What keeps the bytes does not answer. */
  bytesAway: boolean;
  /** Bytes cannot be removed. */
  unremovable: boolean;
  /** Bytes arrive, but whoever sent them is told otherwise. */
  putUnconfirmed: boolean;
  /** Nothing can be written to keys that this matches. */
  unwritable: RegExp | undefined;
  /** The index does not answer any more once a key that this matches has been written. */
  awayAfter: RegExp | undefined;
}

/** A store in memory and a folder, parts of which fail where a test wants it. */
export async function failingStore(limits: StoreLimits = LIMITS) {
  const faults: Faults = {
    bytesAway: false,
    unremovable: false,
    putUnconfirmed: false,
    unwritable: undefined,
    awayAfter: undefined,
  };
  const told: unknown[] = [];
  const dataDir = await tempDir();
  const folder = new ClipFolder(dataDir);
  await folder.prepare();
  const whole = await openIndex('memory:');
  const index = failingIndex(whole, faults);
  const files = failingBytes(folder, faults);
  const writer = new GuildWriter(index);
  const onFault = (error: unknown) => void told.push(error);
  const removals = new Removals({ index, files, writer, onFault });
  const store = new KeyvClipStore({
    index,
    files,
    writer,
    removals,
    newTempFile: () => tempFileIn(dataDir),
    limits,
    sweeper: { first: Promise.resolve(undefined), stop: () => Promise.resolve() },
    lock: { release: () => Promise.resolve() },
    onFault,
  });
  onTestFinished(() => store.close());
  /** Paths of all bytes that are there. */
  const paths = async () => {
    const found: string[] = [];
    for await (const path of folder.all()) found.push(path);
    return found;
  };
  return { store, removals, faults, told, index: whole, files: folder, writer, paths };
}

function failingBytes(files: ClipBytes, faults: Faults): ClipBytes {
  const unlessAway = <T>(work: () => Promise<T>): Promise<T> =>
    faults.bytesAway ? Promise.reject(new Error('connect ECONNREFUSED')) : work();
  return {
    prepare: () => files.prepare(),
    async put(file, clip) {
      await unlessAway(() => files.put(file, clip));
      if (faults.putUnconfirmed) throw new Error('socket hang up');
    },
    borrow: (clip, newTempFile) => unlessAway(() => files.borrow(clip, newTempFile)),
    modifiedAt: (path) => unlessAway(() => files.modifiedAt(path)),
    remove: (path) =>
      faults.unremovable ? Promise.reject(new Error('EBUSY')) : unlessAway(() => files.remove(path)),
    all: () => files.all(),
    readStoreId: () => files.readStoreId(),
    writeStoreId: (id) => files.writeStoreId(id),
    close: () => {
      files.close();
    },
  };
}

function failingIndex(index: IndexTable, faults: Faults): IndexTable {
  let isAway = false;
  const check = (keys: readonly string[] = []) => {
    isAway &&= faults.awayAfter !== undefined;
    if (isAway || keys.some((key) => faults.unwritable?.test(key))) throw new Error('the connection is lost');
  };
  return {
    ...index,
    async get(key) {
      check();
      return index.get(key);
    },
    async getMany(keys) {
      check();
      return index.getMany(keys);
    },
    async *keys(prefix) {
      check();
      yield* index.keys(prefix);
    },
    async set(key, value) {
      check([key]);
      await index.set(key, value);
      isAway = faults.awayAfter?.test(key) ?? false;
    },
    async delete(key) {
      check([key]);
      await index.delete(key);
    },
    async deleteMany(keys) {
      check(keys);
      await index.deleteMany(keys);
    },
  };
}
