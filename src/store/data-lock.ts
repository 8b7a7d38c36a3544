import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import KeyvSqlite from '@keyv/sqlite';

/** A lock on the data folder, held as long as the store is open. */
export interface DataLock {
  release(): Promise<void>;
}

/**
 * Keeps a second bot away from a data folder: each would remove what the other is receiving. The lock is SQLite's
 * own, on a file of its own, so the system releases it however the process ends.
 *
 * @throws {Error} if another process, or another store of this one, holds it, or the folder cannot be written; it says
 *   what to do.
 */
export async function lockData(dataDir: string): Promise<DataLock> {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new Error(
      `DATA_DIR cannot be written: make ${dataDir} writable for Overtone, or name another folder`,
      {
        cause,
      },
    );
  }
  const path = join(dataDir, 'lock.sqlite');
  const holder = new KeyvSqlite({ uri: `sqlite://${path}` });
  // The adapter only retells what the next line rejects with.
  holder.on('error', () => undefined);
  try {
    await holder.query('BEGIN EXCLUSIVE');
  } catch (cause) {
    await holder.close().catch(() => undefined);
    const isHeld = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
    throw new Error(
      isHeld
        ? 'another Overtone is using this DATA_DIR: stop it first, or give this one its own'
        : `DATA_DIR cannot be locked: remove ${path}, which holds nothing, and start again`,
      { cause },
    );
  }
  return { release: () => holder.close() };
}
