import { access } from 'node:fs/promises';
import KeyvSqlite from '@keyv/sqlite';
import { asStorage } from '../domain/storage-error.js';

/**
 * Copies the index as it is at one moment to a new file, while a bot may go on writing to it. The copy holds live
 * rows alone, nothing of what was deleted.
 *
 * @param url - `sqlite://PATH` of an index that is there.
 * @param toPath - Must not exist yet.
 * @throws UserError `STORAGE_FAILED`, `STORAGE_FULL`.
 */
export function snapshotIndex(url: string, toPath: string): Promise<void> {
  return asStorage(async () => {
    if (!url.startsWith('sqlite://'))
      throw new TypeError(
        'only an index in SQLite can be copied or verified: PostgreSQL and Redis have backups of their own',
      );
    // SQLite would make a missing file, and call it an empty index.
    await access(url.slice('sqlite://'.length));
    const source = new KeyvSqlite({ uri: url, busyTimeout: 30_000 });
    source.on('error', () => undefined);
    try {
      await source.query('VACUUM INTO ?', toPath);
    } finally {
      await source.close();
    }
  });
}
