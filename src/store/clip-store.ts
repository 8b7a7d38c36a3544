import { join } from 'node:path';
import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { openClips } from './clips/open-clips.js';
import { lockData } from './data-lock.js';
import type { IndexTable } from './index/index-table.js';
import { openIndex } from './index/open-index.js';
import { GuildWriter } from './guild-writer.js';
import type { StoreHealth } from './health.js';
import { KeyvClipStore } from './keyv-clip-store.js';
import type { StoreLimits } from './store-limits.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { checkPairing } from './pairing.js';
import { Removals } from './removals.js';
import { emptyFolder, tempFileIn } from './temp-files.js';
import type { SweepReport } from './sweep.js';
import { Sweeper } from './sweeper.js';

/** The folder in DATA_DIR where files are received. */
const INCOMING = 'incoming';

/** A clip store that has been opened and swept; close it at the end. */
export interface OpenClipStore extends ClipStore {
  /**
   * What the sweep at the start found and put right, which goes on meanwhile where other processes use the index, too;
   * `undefined` where one of them has just done it. Others follow by the hour.
   */
  readonly swept: Promise<SweepReport | undefined>;
  readonly health: StoreHealth;
  /** Waits for writes under way, then closes the index. Once is enough; again does nothing. */
  close(): Promise<void>;
}

/**
 * Opens the store: index, files, and a sweep that puts right what a crash left half done.
 *
 * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`; the cause says why: another bot has the folder, index and files do
 *   not belong together, or too many clips have lost their bytes.
 */
export async function openClipStore(
  options: StoreLocation & {
    limits: StoreLimits;
    /** Told of what failed without anyone waiting for it, and will be tried again. */
    onFault?: (error: unknown) => void;
    /** Told of every sweep after the one at the start. */
    onSwept?: (report: SweepReport) => void;
    /** Rows without bytes that a sweep may drop, of so many. Default: a few, as a crash leaves them. */
    mayDrop?: (rows: number) => number;
  },
): Promise<OpenClipStore> {
  const { onFault = () => undefined, onSwept = () => undefined, mayDrop } = options;
  const lock = await asStorage(() => lockData(options.dataDir));
  let index: IndexTable | undefined;
  let files: ClipBytes | undefined;
  let sweeper: Sweeper | undefined;
  try {
    const incoming = join(options.dataDir, INCOMING);
    await asStorage(() => emptyFolder(incoming));
    const there = (files = await openClips(clipsUrlOf(options)));
    const opened = (index = await openIndex(options.indexUrl));
    await asStorage(() => checkPairing(opened, there));
    const writer = new GuildWriter(opened);
    const removals = new Removals({ index: opened, files: there, writer, onFault });
    const parts = { index: opened, files: there, writer };
    const started = (sweeper = new Sweeper({ ...parts, removals, mayDrop, onSwept, onFault }));
    // A store of one process is put right before it is used.
    if (!opened.isShared) await started.first;
    return new KeyvClipStore({
      ...parts,
      removals,
      newTempFile: () => tempFileIn(incoming),
      limits: options.limits,
      lock,
      sweeper: started,
      onFault,
    });
  } catch (error) {
    await sweeper?.stop();
    files?.close();
    await index?.close();
    await lock.release();
    throw error;
  }
}
