import type { ClipBytes } from './clips/clip-bytes.js';
import { newId } from './clips/clip-path.js';
import type { IndexTable } from './index/index-table.js';
import { MARK_KEY } from './keys.js';

/**
 * Makes sure that index and files belong together before a sweep removes anything: both carry the same mark,
 * made when the store was new. A side that lost its mark lost its content too (a disk that is not mounted, an
 * index that was deleted), and sweeping the other side would finish the loss.
 *
 * @param found - How many clip rows and clip files there are.
 * @throws {Error} that says which side is missing and what to do.
 */
export async function pairUp(
  index: IndexTable,
  files: ClipBytes,
  found: { rows: number; files: number },
): Promise<void> {
  const inIndex = await index.get<string>(MARK_KEY);
  const onDisk = await files.readMark();
  if (inIndex !== undefined && inIndex === onDisk) return;

  if (onDisk === undefined ? found.rows > 0 : inIndex !== undefined) {
    throw new Error(
      `the index holds ${found.rows} clips whose files are not where CLIPS_URL, or else DATA_DIR, says: bring ` +
        'the folder "clips" back, or move the index away to start anew',
    );
  }
  if (found.files > 0) {
    throw new Error(
      `CLIPS_URL, or else DATA_DIR, holds ${found.files} clip files that this index does not know: bring the ` +
        'index back, or move the folder "clips" away to start anew',
    );
  }
  const mark = newId();
  await files.writeMark(mark);
  await index.set(MARK_KEY, mark);
}
