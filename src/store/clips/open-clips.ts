import { asStorage } from '../../domain/storage-error.js';
import type { ClipBytes } from './clip-bytes.js';
import { ClipFolder } from './clip-folder.js';

/**
 * Opens the place where the clips' bytes are kept.
 *
 * @param url - `file:` and an absolute path, or `s3://BUCKET/PREFIX?endpoint=URL&region=NAME`, all but the bucket as needed.
 * @throws UserError `STORAGE_FAILED` if it cannot be used; the cause says what to do.
 */
export function openClips(url: string): Promise<ClipBytes> {
  return asStorage(async () => {
    const clips = await clipsAt(url);
    try {
      await clips.prepare();
      return clips;
    } catch (error) {
      clips.close();
      throw error;
    }
  });
}

async function clipsAt(url: string): Promise<ClipBytes> {
  const folder = folderOf(url);
  if (folder !== undefined) return new ClipFolder(folder);
  // Loaded only here: most bots keep their clips in a folder.
  const { ClipBucket } = await import('./clip-bucket.js');
  return new ClipBucket(url);
}

/** The folder that `clips` is in, or `undefined` for a bucket. */
export const folderOf = (url: string) => (url.startsWith('file:') ? url.slice('file:'.length) : undefined);
