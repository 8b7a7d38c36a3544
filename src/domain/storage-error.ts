import { UserError } from './errors.js';

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL']);

/** Says in the catalogue's words why bytes or rows could not be read or written. */
export function storageError(cause: unknown): UserError {
  if (cause instanceof UserError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new UserError(DISK_FULL.has(code) ? 'STORAGE_FULL' : 'STORAGE_FAILED', { cause });
}

/** Runs a storage operation; whatever it throws leaves as a {@link UserError}. */
export async function asStorage<T>(operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error);
  }
}
