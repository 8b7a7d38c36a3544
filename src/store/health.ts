import type { ClipBytes } from './clips/clip-bytes.js';
import type { IndexTable } from './index/index-table.js';
import { STORE_ID_KEY } from './keys.js';

/** How to find out whether what keeps a store is there. Each asks it anew, and rejects, or is false, where it is not. */
export interface StoreHealth {
  index(): Promise<boolean>;
  /** A folder or a bucket that is empty is another one: a disk that is not mounted. */
  clips(): Promise<boolean>;
}

export const healthOf = (index: IndexTable, files: ClipBytes): StoreHealth => ({
  index: () => index.get(STORE_ID_KEY).then(() => true),
  clips: async () => (await files.readStoreId()) !== undefined,
});
