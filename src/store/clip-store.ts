import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import { ClipFiles } from './clip-files.js';
import { lockData } from './data-lock.js';
import { GuildRecords } from './guild-records.js';
import type { IndexTable } from './index/index-table.js';
import { openIndex } from './index/open-index.js';
import { KeyvClipStore, type StoreLimits } from './keyv-clip-store.js';
import { sweep, type SweepReport } from './sweep.js';

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
export async function openClipStore(options: {
  dataDir: string;
  indexUrl: string;
  limits: StoreLimits;
}): Promise<OpenClipStore> {
  const lock = await asStorage(() => lockData(options.dataDir));
  let index: IndexTable | undefined;
  try {
    const files = new ClipFiles(options.dataDir);
    await files.prepare();
    const opened = (index = await openIndex(options.indexUrl));
    const { report, guilds } = await asStorage(() => sweep(opened, files));
    const records = new GuildRecords(opened, guilds);
    return new KeyvClipStore(opened, files, records, options.limits, report, lock);
  } catch (error) {
    await index?.close();
    await lock.release();
    throw error;
  }
}
