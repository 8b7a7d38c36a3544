import type { Clip } from '../../domain/clip.js';
import type { Cancellable, TempFile } from '../../usecases/ports.js';

/** A clip's bytes are no longer those that were uploaded. */
export class DamagedClip extends Error {
  override readonly name = 'DamagedClip';

  constructor(path: string) {
    super(`the bytes of ${path} are not those that were uploaded`);
  }
}

/** Where the clips' bytes are kept, whoever keeps them. Knows nothing of the index. Paths are those of `Clip.path`. */
export interface ClipBytes {
  /** Makes sure that it can be used. @throws {Error} that says what to do. */
  prepare(): Promise<void>;
  /** Puts a received file in its place: after a crash it is there whole or not at all. The file may be gone then. */
  put(file: TempFile, clip: Pick<Clip, 'path' | 'bytes' | 'sha256'>): Promise<void>;
  /**
   * @param newTempFile - Where a copy may be made; it is not asked for bytes that are on this machine.
   * @throws UserError `CLIP_FILE_MISSING`.
   * @throws {DamagedClip} if bytes that had to be copied are not those that were uploaded.
   */
  borrow(
    clip: Pick<Clip, 'path' | 'sha256'>,
    newTempFile: () => TempFile,
    options?: Pick<Cancellable, 'signal'>,
  ): Promise<TempFile>;
  /** When they were put there, in milliseconds since the Unix epoch; `undefined` if they are not. */
  modifiedAt(path: string): Promise<number | undefined>;
  /** Does nothing if they are not there. */
  remove(path: string): Promise<void>;
  /** The paths of all that is there, whether or not a row names it. */
  all(): AsyncGenerator<string>;
  /** The id of the store whose index they belong to. */
  readStoreId(): Promise<string | undefined>;
  writeStoreId(id: string): Promise<void>;
  close(): void;
}
