import { join } from 'node:path';
import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { openClips } from './clips/open-clips.js';
import { lockData } from './data-lock.js';
import { GuildRecords } from './guild-records.js';
import type { IndexTable } from './index/index-table.js';
import { openIndex } from './index/open-index.js';
import { KeyvClipStore, type StoreLimits } from './keyv-clip-store.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { emptyFolder, stageIn } from './staging.js';
import { sweep, type SweepReport } from './sweep.js';

/** Where files are received. */
const INCOMING = 'incoming';

/** A clip store that has been opened and swept; close it at the end. */
export interface OpenClipStore extends ClipStore {
  /** What the sweep at the start found and put right. */
  readonly swept: SweepReport;
  /** Waits for writes under way, then closes the index. Once is enough; again does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the store: index, files, and a sweep that puts right what a crash left half done.
 *
 * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`; the cause says why: another bot has the folder, or index and
 *   files do not belong together.
 */
export async function openClipStore(
  options: StoreLocation & { limits: StoreLimits },
): Promise<OpenClipStore> {
  const lock = await asStorage(() => lockData(options.dataDir));
  let index: IndexTable | undefined;
  let files: ClipBytes | undefined;
  try {
    const incoming = join(options.dataDir, INCOMING);
    await asStorage(() => emptyFolder(incoming));
    const there = (files = await openClips(clipsUrlOf(options)));
    const opened = (index = await openIndex(options.indexUrl));
    const { report, guilds } = await asStorage(() => sweep(opened, there));
    const records = new GuildRecords(opened, guilds);
    const room = () => stageIn(incoming);
    return new KeyvClipStore(opened, there, room, records, options.limits, report, lock);
  } catch (error) {
    files?.close();
    await index?.close();
    await lock.release();
    throw error;
  }
}
