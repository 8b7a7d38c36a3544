import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import KeyvSqlite from '@keyv/sqlite';

/** Held as long as the store is open. */
export interface DataLock {
  release(): Promise<void>;
}

/**
 * Keeps a second bot away from a data folder: each would remove what the other is receiving. The lock is SQLite's
 * own, on a file of its own, so the system releases it however the process ends.
 *
 * @throws {Error} if another process, or another store of this one, holds it.
 */
export async function lockData(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true });
  const holder = new KeyvSqlite({ uri: `sqlite://${join(dataDir, 'lock.sqlite')}` });
  // The adapter only retells what the next line rejects with.
  holder.on('error', () => undefined);
  try {
    await holder.query('BEGIN EXCLUSIVE');
  } catch (cause) {
    await holder.close().catch(() => undefined);
    throw new Error('another Overtone is using this DATA_DIR: stop it first, or give this one its own', {
      cause,
    });
  }
  return { release: () => holder.close() };
}
