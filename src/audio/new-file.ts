import { open, unlink, type FileHandle } from 'node:fs/promises';
import { storageError } from '../domain/storage-error.js';

/** A file that is being written: it is kept whole, or not at all. */
export class NewFile {
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /**
   * @param path - Must not exist yet.
   * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`; or `EEXIST`, which is our mistake.
   */
  static async create(path: string): Promise<NewFile> {
    return new NewFile(path, await open(path, 'wx').catch(rethrow));
  }

  /** @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`. */
  async write(bytes: Uint8Array): Promise<void> {
    // Unlike write(), it goes on where it was until all is written.
    await this.#handle.writeFile(bytes).catch(rethrow);
  }

  /** Syncs to disk and closes. @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`. */
  async keep(): Promise<void> {
    await this.#handle.sync().catch(rethrow);
    await this.#handle.close().catch(rethrow);
  }

  /** Closes and removes. Does not throw: it is called where something else went wrong already. */
  async drop(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#path).catch(() => undefined);
  }
}

function rethrow(error: NodeJS.ErrnoException): never {
  if (error.code === 'EEXIST') throw error;
  throw storageError(error);
}
