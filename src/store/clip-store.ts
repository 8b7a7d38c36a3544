import { join } from 'node:path';
import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { openClips } from './clips/open-clips.js';
import { lockData } from './data-lock.js';
import type { IndexTable } from './index/index-table.js';
import { openIndex } from './index/open-index.js';
import { SWEPT_KEY } from './keys.js';
import { GuildWriter } from './guild-writer.js';
import { KeyvClipStore, type StoreLimits } from './keyv-clip-store.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { checkPairing } from './pairing.js';
import { Removals } from './removals.js';
import { emptyFolder, tempFileIn } from './temp-files.js';
import { sweep, type SweepReport } from './sweep.js';

/** A sweep that another process began less than so long ago, in milliseconds, serves for this one, too. */
const SWEEP_AGAIN_MS = 60 * 60_000;
/** The folder in DATA_DIR where files are received. */
const INCOMING = 'incoming';

/** A clip store that has been opened and swept; close it at the end. */
export interface OpenClipStore extends ClipStore {
  /**
   * What the sweep at the start found and put right, which goes on meanwhile where other processes use the index, too;
   * `undefined` where one of them has just done it.
   */
  readonly swept: Promise<SweepReport | undefined>;
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
  options: StoreLocation & {
    limits: StoreLimits;
    /** Told of what failed without anyone waiting for it, and will be tried again. */
    onFault?: (error: unknown) => void;
  },
): Promise<OpenClipStore> {
  const { onFault = () => undefined } = options;
  const lock = await asStorage(() => lockData(options.dataDir));
  let index: IndexTable | undefined;
  let files: ClipBytes | undefined;
  try {
    const incoming = join(options.dataDir, INCOMING);
    await asStorage(() => emptyFolder(incoming));
    const there = (files = await openClips(clipsUrlOf(options)));
    const opened = (index = await openIndex(options.indexUrl));
    await asStorage(() => checkPairing(opened, there));
    const closing = new AbortController();
    const writer = new GuildWriter(opened);
    const removals = new Removals({ index: opened, files: there, writer, onFault });
    const swept = sweepInTurn(opened, there, removals, closing.signal);
    // A sweep that fails is told to whoever awaits it.
    swept.catch(() => undefined);
    // A store of one process is put right before it is used.
    if (!opened.isShared) await swept;
    return new KeyvClipStore({
      index: opened,
      files: there,
      writer,
      removals,
      newTempFile: () => tempFileIn(incoming),
      limits: options.limits,
      lock,
      swept,
      sweeping: closing,
      onFault,
    });
  } catch (error) {
    files?.close();
    await index?.close();
    await lock.release();
    throw error;
  }
}

function sweepInTurn(
  index: IndexTable,
  files: ClipBytes,
  removals: Removals,
  signal: AbortSignal,
): Promise<SweepReport | undefined> {
  return asStorage(async () => {
    const isOurs = await index.exclusive('sweep', async () => {
      const sweptAt = await index.get<number>(SWEPT_KEY);
      if (index.isShared && sweptAt !== undefined && sweptAt > Date.now() - SWEEP_AGAIN_MS) return false;
      if (index.isShared) await index.set(SWEPT_KEY, Date.now());
      return true;
    });
    if (!isOurs) return undefined;
    try {
      await removals.finishAll(signal);
      return await sweep(index, files, signal);
    } catch (error) {
      // The next start tries again.
      if (index.isShared) await index.delete(SWEPT_KEY);
      throw error;
    }
  });
}
