import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clip } from '../domain/clip.js';
import { asStorage } from '../domain/storage-error.js';
import { ClipFolder } from './clips/clip-folder.js';
import { openClipStore } from './clip-store.js';
import { isNotFound } from './file-fault.js';
import { hashFile } from './hash-file.js';
import { openIndex, snapshotIndex } from './index/open-index.js';
import { clipKey, isClipKey } from './keys.js';
import { ownFolder, type StoreLocation } from './location.js';

/** What a backup holds. Paths are relative to DATA_DIR. */
export interface BackupReport {
  clips: number;
  bytes: number;
  /** Clips that were deleted while the backup was being taken, and are not in it. */
  deletedMeanwhile: number;
  /** Clips whose bytes are not what was uploaded; copied as they are. */
  damaged: string[];
  /** Clips whose bytes are gone; not in the backup. */
  missing: string[];
}

const NO_LIMITS = { maxGuildClips: Infinity, maxGuildBytes: Infinity };

/**
 * Copies index and clips to a new folder, which is then a DATA_DIR of its own; a bot may go on working meanwhile. The
 * index is copied first, as of one moment. Since a clip's row is written after its bytes, each of its rows has them,
 * unless the clip is deleted before they are copied: such rows are dropped.
 *
 * @param folder - Absolute; must not exist or be empty. It appears once the backup is complete.
 * @throws UserError `STORAGE_FAILED`, `STORAGE_FULL`; nothing is left behind then.
 */
export function backUp(location: StoreLocation, folder: string): Promise<BackupReport> {
  return asStorage(async () => {
    await refuseFilled(folder);
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    try {
      await mkdir(partial, { recursive: true, mode: 0o700 });
      const report = await copyStore(location, partial);
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
      return report;
    } catch (error) {
      await rm(partial, { recursive: true, force: true });
      throw error;
    }
  });
}

async function refuseFilled(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length > 0) throw new Error(`${folder} is not empty: choose a new folder`);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

async function copyStore(from: StoreLocation, to: string): Promise<BackupReport> {
  const report: BackupReport = { clips: 0, bytes: 0, deletedMeanwhile: 0, damaged: [], missing: [] };
  const source = ownFolder(from);
  const target = new ClipFolder(to);
  const indexUrl = `sqlite://${join(to, 'index.sqlite')}`;
  await snapshotIndex(from.indexUrl, join(to, 'index.sqlite'));

  await target.prepare();
  const storeId = await source.readStoreId();
  if (storeId !== undefined) await target.writeStoreId(storeId);
  const [live, copied] = [await openIndex(from.indexUrl, { isInUse: true }), await openIndex(indexUrl)];
  try {
    for await (const [key, value] of copied.entries()) {
      if (!isClipKey(key)) continue;
      const clip = value as Clip;
      try {
        await mkdir(dirname(target.absolute(clip.path)), { recursive: true });
        const sha256 = await hashFile(source.absolute(clip.path), target.absolute(clip.path));
        if (sha256 !== clip.sha256) report.damaged.push(clip.path);
        report.clips += 1;
        report.bytes += clip.bytes;
      } catch (error) {
        if (!isNotFound(error)) throw error;
        if (await live.get(clipKey(clip.guildId, clip.id))) report.missing.push(clip.path);
        else report.deletedMeanwhile += 1;
      }
    }
  } finally {
    await live.close();
    await copied.close();
  }
  // To open a store is to put it right: rows without bytes go, however many were missing or deleted meanwhile.
  await (await openClipStore({ dataDir: to, indexUrl, limits: NO_LIMITS, mayDrop: () => Infinity })).close();
  return report;
}
