import type { ClipBytes } from './clips/clip-bytes.js';
import { newId } from './clips/clip-path.js';
import type { IndexTable } from './index/index-table.js';
import { CLIP_ROWS, MOVING_KEY, STORE_ID_KEY } from './keys.js';

/**
 * Makes sure that index and bytes belong together before a sweep removes anything: both carry the same
 * store id, made when the store was new. A side that lost its id lost its content too (a disk that is not mounted, an
 * index that was deleted), and sweeping the other side would finish the loss.
 *
 * @throws {Error} that says which side is missing and what to do.
 */
export async function checkPairing(index: IndexTable, files: ClipBytes): Promise<void> {
  if (await arePaired(index, files)) return;
  await index.exclusive('pairing', async () => {
    // Another process may have been quicker.
    if (await arePaired(index, files)) return;
    await refuseHalfMoved(index);
    await refuseStrangers(index, files);
    const storeId = newId();
    await files.writeStoreId(storeId);
    await index.set(STORE_ID_KEY, storeId);
  });
}

async function arePaired(index: IndexTable, files: ClipBytes): Promise<boolean> {
  const inIndex = await index.get<string>(STORE_ID_KEY);
  return inIndex !== undefined && inIndex === (await files.readStoreId());
}

/** @throws {Error} if index and bytes do not belong together any more, such as with a disk that is not mounted. */
export async function refuseParted(index: IndexTable, files: ClipBytes): Promise<void> {
  if ((await index.get<string>(STORE_ID_KEY)) === (await files.readStoreId())) return;
  throw new Error('the clips of this index are not where CLIPS_URL, or else DATA_DIR, says: bring them back');
}

/** @throws {Error} if a store is being moved into this index, and is not all there. */
export async function refuseHalfMoved(index: IndexTable): Promise<void> {
  const [storeId, move] = await index.getMany([STORE_ID_KEY, MOVING_KEY]);
  if (storeId !== undefined || move === undefined) return;
  throw new Error(
    'a store is being moved into this index, and is not all there: run npm run migrate again until it ends, or go on ' +
      'with the old place',
  );
}

async function refuseStrangers(index: IndexTable, files: ClipBytes): Promise<void> {
  const inIndex = await index.get<string>(STORE_ID_KEY);
  const atFiles = await files.readStoreId();
  const rows = (await index.keysWith(CLIP_ROWS)).length;
  if (index.isShared && inIndex !== undefined && atFiles === undefined) {
    // Even without rows: others may be about to write some, whose files would never be found here.
    throw new Error(
      'the index belongs to clips that are not where CLIPS_URL, or else DATA_DIR, says: all processes that share an ' +
        'index need the same CLIPS_URL; or name a new index to start anew',
    );
  }
  if (atFiles === undefined ? rows > 0 : inIndex !== undefined) {
    throw new Error(
      `the index holds ${rows} clips whose files are not where CLIPS_URL, or else DATA_DIR, says: bring ` +
        'the folder "clips" back, or move the index away to start anew',
    );
  }
  let found = 0;
  for await (const path of files.all()) found += path === '' ? 0 : 1;
  if (found > 0) {
    throw new Error(
      `CLIPS_URL, or else DATA_DIR, holds ${found} clip files that this index does not know: bring the ` +
        'index back, or move the folder "clips" away to start anew',
    );
  }
}
