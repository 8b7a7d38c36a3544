import { ClipFolder } from './clips/clip-folder.js';
import { folderOf } from './clips/open-clips.js';

/** Where a store is. */
export interface StoreLocation {
  /** Folder of this process alone: for what it receives, and what it is told nowhere else to keep. */
  dataDir: string;
  indexUrl: string;
  /** `file:` and the absolute path of the folder that `clips` is in, or `s3://…`. Default: it is in `dataDir`. */
  clipsUrl?: string | undefined;
}

export const clipsUrlOf = ({ dataDir, clipsUrl = `file:${dataDir}` }: StoreLocation) => clipsUrl;

/** @throws {TypeError} if the clips are not in a folder. */
export function ownFolder(location: StoreLocation): ClipFolder {
  const folder = folderOf(clipsUrlOf(location));
  if (folder !== undefined) return new ClipFolder(folder);
  throw new TypeError(
    'only clips in a folder can be copied or verified: what keeps an S3 bucket has backups of its own',
  );
}
