import { isDeepStrictEqual } from 'node:util';
import PQueue from 'p-queue';
import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { asStorage } from '../domain/storage-error.js';
import type { TempFile } from '../usecases/ports.js';
import { DamagedClip, type ClipBytes } from './clips/clip-bytes.js';
import { ownerOf } from './clips/clip-path.js';
import { hashFile } from './hash-file.js';
import type { IndexTable } from './index/index-table.js';
import { CATALOGUES, CLIP_ROWS, clipKey, LEFT, MOVING_KEY, STORE_ID_KEY, TOMBSTONES } from './keys.js';

/** One end of a move. What stays where it is, is the same at both. */
export interface MovingStore {
  index: IndexTable;
  clips: ClipBytes;
  /** Where these clips are, as CLIPS_URL says it. */
  clipsUrl: string;
}

export interface MigrateOptions {
  /** Where copies are made on the way, on this machine. */
  newTempFile: () => TempFile;
  /** Called for each clip that is done, and once before. */
  onProgress?: (done: number, total: number) => void;
}

export interface MigrateReport {
  clips: number;
  bytes: number;
  /** Clips among `clips` that an earlier, broken off move had brought over. */
  alreadyThere: number;
  /** Paths of clips whose bytes are not there, or not those that were uploaded. They are left behind. */
  missing: string[];
  damaged: string[];
}

/** Clips that are on their way at a time. */
const AT_A_TIME = 8;

/**
 * Copies index, clips or both to another place, and leaves what is where it was. A clip's row follows its bytes, which
 * are read again at the other end and compared with what was uploaded. At its end the new place is as the old one is: what
 * an earlier, broken off move has brought and the old one has lost since goes. Until then no bot opens the new place, since
 * the store id is missing there. Nothing else may write to either meanwhile.
 *
 * @throws UserError `STORAGE_FAILED` if the new place holds anything else, or part of another move; the cause says so.
 */
export function migrate(from: MovingStore, to: MovingStore, options: MigrateOptions): Promise<MigrateReport> {
  return asStorage(async () => {
    const storeId = await storeIdOf(from);
    await reservePlace(from, to, { storeId, clipsUrl: to.clipsUrl });
    const keys = await from.index.keysWith(CLIP_ROWS);
    const report = await moveClips(keys, from, to, options);
    await removeWhatIsGone(new Set(keys), from, to);
    // From here on it is a store.
    await to.clips.writeStoreId(storeId);
    await to.index.set(STORE_ID_KEY, storeId);
    await to.index.delete(MOVING_KEY);
    return report;
  });
}

async function storeIdOf({ index, clips }: MovingStore): Promise<string> {
  const storeId = await index.get<string>(STORE_ID_KEY);
  if (storeId === undefined) throw new Error('there is no store to move: no bot has used this index yet');
  if ((await clips.readStoreId()) === storeId) return storeId;
  throw new Error('there is no store to move: these clips do not belong to this index');
}

/** What an index says while a store is being moved into it, or while its clips are moved elsewhere. */
interface Move {
  storeId: string;
  /** Where the clips go, or stay. */
  clipsUrl: string;
}

const TAKEN = 'the new place holds something already: name one that is empty';

/** Makes sure that the place is empty, or holds what an earlier part of the same move has brought. */
async function reservePlace(from: MovingStore, to: MovingStore, move: Move): Promise<void> {
  const takesIndex = to.index !== from.index;
  const begun = await to.index.get<Move>(MOVING_KEY);
  const clipsId = to.clips === from.clips ? undefined : await to.clips.readStoreId();
  const isStore = takesIndex
    ? (await to.index.get(STORE_ID_KEY)) !== undefined || (clipsId ?? move.storeId) !== move.storeId
    : clipsId !== undefined;
  // With an id it is a store, which a bot may have used since, whatever an earlier move has left behind.
  if (isStore) throw new Error(TAKEN);
  if (isDeepStrictEqual(begun, move)) return;
  if (takesIndex && begun !== undefined) {
    const where = typeof begun === 'object' ? `, with clips in ${begun.clipsUrl}` : '';
    throw new Error(`the new index holds part of another move${where}: end that one, or name an empty index`);
  }
  const isTaken =
    clipsId !== undefined ||
    (takesIndex && (await to.index.keysWith(CLIP_ROWS)).length > 0) ||
    (to.clips !== from.clips && !(await to.clips.all().next()).done);
  if (isTaken) throw new Error(TAKEN);
  await to.index.set(MOVING_KEY, move);
}

async function moveClips(
  keys: readonly string[],
  from: MovingStore,
  to: MovingStore,
  { newTempFile, onProgress = () => undefined }: MigrateOptions,
): Promise<MigrateReport> {
  const report: MigrateReport = { clips: 0, bytes: 0, alreadyThere: 0, missing: [], damaged: [] };
  const moveOne = async (key: string) => {
    const clip = await from.index.get<Clip>(key);
    if (!clip) return;
    const outcome = await moveClip(key, clip, { from, to, newTempFile });
    if (outcome === 'missing' || outcome === 'damaged') {
      report[outcome].push(clip.path);
      return;
    }
    report.clips += 1;
    report.bytes += clip.bytes;
    if (outcome === 'already there') report.alreadyThere += 1;
  };

  let done = 0;
  onProgress(done, keys.length);
  const queue = new PQueue({ concurrency: AT_A_TIME });
  const tasks = keys.map((key) => async () => {
    await moveOne(key);
    onProgress((done += 1), keys.length);
  });
  try {
    await queue.addAll(tasks);
  } finally {
    // After a fault: no more, and nothing half done is left running.
    queue.clear();
    await queue.onIdle();
  }
  return report;
}

type MoveResult = 'moved' | 'already there' | 'missing' | 'damaged';

async function moveClip(
  key: string,
  clip: Clip,
  { from, to, newTempFile }: { from: MovingStore; to: MovingStore; newTempFile: () => TempFile },
): Promise<MoveResult> {
  const takesRow = to.index !== from.index;
  const row = takesRow ? await to.index.get<Clip>(key) : undefined;
  if (row && isSameFile(row, clip)) {
    // The bytes were compared before the row was written, which may tell of a detection that is out of date.
    if (!isDeepStrictEqual(row, clip)) await to.index.set(key, clip);
    return 'already there';
  }
  const outcome =
    to.clips === from.clips ? 'moved' : await moveBytes(clip, from.clips, to.clips, newTempFile);
  if (takesRow && (outcome === 'moved' || outcome === 'already there')) await to.index.set(key, clip);
  return outcome;
}

async function moveBytes(
  clip: Clip,
  from: ClipBytes,
  to: ClipBytes,
  newTempFile: () => TempFile,
): Promise<MoveResult> {
  if ((await to.modifiedAt(clip.path)) !== undefined && (await isWhole(clip, to, newTempFile)))
    return 'already there';
  // The copy may be moved to its place, and the original stays where it is.
  const copy = newTempFile();
  try {
    const fault = await copyOut(clip, from, newTempFile, copy.path);
    if (fault !== undefined) return fault;
    await to.put(copy, clip);
  } finally {
    await copy.drop();
  }
  if (await isWhole(clip, to, newTempFile)) return 'moved';
  throw new Error(`${clip.path} has changed on its way: try again`);
}

/** @returns what is wrong with the bytes. */
async function copyOut(
  clip: Clip,
  from: ClipBytes,
  newTempFile: () => TempFile,
  path: string,
): Promise<'missing' | 'damaged' | undefined> {
  try {
    const borrowed = await from.borrow(clip, newTempFile);
    try {
      return (await hashFile(borrowed.path, path)) === clip.sha256 ? undefined : 'damaged';
    } finally {
      await borrowed.drop();
    }
  } catch (error) {
    if (error instanceof UserError && error.code === 'CLIP_FILE_MISSING') return 'missing';
    if (error instanceof DamagedClip) return 'damaged';
    throw error;
  }
}

async function isWhole(clip: Clip, clips: ClipBytes, newTempFile: () => TempFile): Promise<boolean> {
  try {
    const borrowed = await clips.borrow(clip, newTempFile);
    try {
      return (await hashFile(borrowed.path)) === clip.sha256;
    } finally {
      await borrowed.drop();
    }
  } catch (error) {
    if (error instanceof DamagedClip) return false;
    throw error;
  }
}

const isSameFile = (one: Clip, other: Clip) => one.path === other.path && one.sha256 === other.sha256;

/** @param keys - Of the rows that the old place has. */
async function removeWhatIsGone(
  keys: ReadonlySet<string>,
  from: MovingStore,
  to: MovingStore,
): Promise<void> {
  if (to.index !== from.index) {
    const gone = (await to.index.keysWith(CLIP_ROWS)).filter((key) => !keys.has(key));
    await to.index.deleteMany(gone);
    await copyLists(from, to);
  }
  if (to.clips === from.clips) return;
  for await (const path of to.clips.all()) {
    const { guildId, clipId } = ownerOf(path);
    if (!keys.has(clipKey(guildId, clipId))) await to.clips.remove(path);
  }
}

/** Which clips a server has, and which servers were left: what the first start finds amiss, it puts right. */
async function copyLists(from: MovingStore, to: MovingStore): Promise<void> {
  // Of clips that are going the bytes stay behind where clips move.
  const prefixes = [CATALOGUES, LEFT, ...(to.clips === from.clips ? [TOMBSTONES] : [])];
  for (const prefix of prefixes) {
    const keys = new Set(await from.index.keysWith(prefix));
    for (const key of keys) await to.index.set(key, await from.index.get(key));
    await to.index.deleteMany((await to.index.keysWith(prefix)).filter((key) => !keys.has(key)));
  }
}
