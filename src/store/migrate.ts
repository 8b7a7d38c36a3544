import PQueue from 'p-queue';
import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { asStorage } from '../domain/storage-error.js';
import type { TempFile } from '../usecases/ports.js';
import { DamagedClip, type ClipBytes } from './clips/clip-bytes.js';
import { hashFile } from './hash-file.js';
import type { IndexTable } from './index/index-table.js';
import { CATALOGUES, CLIP_ROWS, LEFT, STORE_ID_KEY, MOVING_KEY } from './keys.js';

/** One end of a move. What stays where it is, is the same at both. */
export interface MovingStore {
  index: IndexTable;
  clips: ClipBytes;
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
 * are read again at the other end and compared with what was uploaded. Broken off, it goes on where it was: until it
 * has ended, no bot opens the new place, since the store id is missing there. Nothing else may write to either meanwhile.
 *
 * @throws UserError `STORAGE_FAILED` if the new place holds anything else; the cause says so.
 */
export function migrate(from: MovingStore, to: MovingStore, options: MigrateOptions): Promise<MigrateReport> {
  return asStorage(async () => {
    const storeId = await from.index.get<string>(STORE_ID_KEY);
    if (storeId === undefined) throw new Error('there is no store to move: no bot has used this index yet');
    await reservePlace(from, to, storeId);
    const report = await moveClips(from, to, options);
    if (to.index !== from.index) await copyLists(from.index, to.index);
    // From here on it is a store.
    await to.clips.writeStoreId(storeId);
    await to.index.set(STORE_ID_KEY, storeId);
    await to.index.delete(MOVING_KEY);
    return report;
  });
}

/** Makes sure that the place is empty, or holds what an earlier move of the same store has brought. */
async function reservePlace(from: MovingStore, to: MovingStore, storeId: string): Promise<void> {
  if ((await to.index.get<string>(MOVING_KEY)) === storeId) return;
  const isTaken =
    (to.index !== from.index && (await holdsRows(to.index))) ||
    (to.clips !== from.clips && (await holdsClips(to.clips)));
  if (isTaken) throw new Error('the new place holds something already: name one that is empty');
  await to.index.set(MOVING_KEY, storeId);
}

async function holdsRows(index: IndexTable): Promise<boolean> {
  const ids = await index.getMany<string>([STORE_ID_KEY, MOVING_KEY]);
  return ids.some((id) => id !== undefined) || (await index.keysWith(CLIP_ROWS)).length > 0;
}

async function holdsClips(clips: ClipBytes): Promise<boolean> {
  if ((await clips.readStoreId()) !== undefined) return true;
  return !(await clips.all().next()).done;
}

async function moveClips(
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

  const keys = await from.index.keysWith(CLIP_ROWS);
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
  // Its bytes were compared before it was written.
  if (takesRow && (await to.index.get(key)) !== undefined) return 'already there';
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

/** Which clips a server has, and which servers were left: what the first start finds amiss, it puts right. */
async function copyLists(from: IndexTable, to: IndexTable): Promise<void> {
  for (const prefix of [CATALOGUES, LEFT]) {
    for (const key of await from.keysWith(prefix)) await to.set(key, await from.get(key));
  }
}
