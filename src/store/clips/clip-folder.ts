import type { Dirent } from 'node:fs';
import {
  access,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { Clip } from '../../domain/clip.js';
import { UserError } from '../../domain/errors.js';
import { hasCode, isNotFound } from '../file-fault.js';
import { removeStale } from '../temp-files.js';
import type { ClipBytes } from './clip-bytes.js';
import { CLIPS, isClipPath, newId } from './clip-path.js';

/** The folder where a file that comes from another disk grows, on this one. */
const ARRIVING = 'arriving';
const STORE_ID = '.index-id';
/** A file that has been arriving for so long, in milliseconds, comes from a process that was killed. */
const STALE_MS = 60 * 60_000;

/** The clips' bytes in a folder of this machine, or of a disk that several share. */
export class ClipFolder implements ClipBytes {
  /** @param folder - The one that `clips` is in; DATA_DIR unless told otherwise. */
  constructor(private readonly folder: string) {}

  async prepare(): Promise<void> {
    await mkdir(join(this.folder, CLIPS), { recursive: true });
    await removeStale(join(this.folder, ARRIVING), STALE_MS);
  }

  async put(file: { path: string }, { path: relativePath }: Pick<Clip, 'path'>): Promise<void> {
    const path = this.absolute(relativePath);
    const move = async () => {
      // The server's folder alone: were the one above made again, clips would lie below a disk that is not mounted.
      await mkdir(dirname(path)).catch((error: unknown) => {
        if (!hasCode(error, 'EEXIST')) throw error;
      });
      await rename(file.path, path).catch(async (error: unknown) => {
        if (!hasCode(error, 'EXDEV')) throw error;
        await this.moveFromAnotherDisk(file.path, path);
      });
      // Makes the rename last through a power cut. Windows cannot open folders and needs no such step.
      if (process.platform !== 'win32') await sync(dirname(path));
    };
    // Another process may just have removed the server's folder, as it was empty.
    await move().catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
      return move();
    });
  }

  async borrow({ path }: Pick<Clip, 'path'>): Promise<{ path: string; drop(): Promise<void> }> {
    if ((await this.modifiedAt(path)) === undefined) throw new UserError('CLIP_FILE_MISSING');
    return { path: this.absolute(path), drop: () => Promise.resolve() };
  }

  absolute(relativePath: string): string {
    return join(this.folder, ...relativePath.split('/'));
  }

  async modifiedAt(relativePath: string): Promise<number | undefined> {
    try {
      const found = await stat(this.absolute(relativePath));
      return found.isFile() ? found.mtimeMs : undefined;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      await this.refuseAbsent();
      return undefined;
    }
  }

  /** The server's folder goes, too, once nothing is in it. */
  async remove(relativePath: string): Promise<void> {
    const path = this.absolute(relativePath);
    await rm(path).catch(async (error: unknown) => {
      if (!isNotFound(error)) throw error;
      await this.refuseAbsent();
    });
    await rmdir(dirname(path)).catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY')) throw error;
    });
  }

  async readStoreId(): Promise<string | undefined> {
    try {
      return (await readFile(join(this.folder, CLIPS, STORE_ID), 'utf8')).trim();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async writeStoreId(id: string): Promise<void> {
    await writeFile(join(this.folder, CLIPS, STORE_ID), `${id}\n`, { flush: true });
  }

  async *all(): AsyncGenerator<string> {
    for (const guild of await readdir(join(this.folder, CLIPS), { withFileTypes: true })) {
      if (!guild.isDirectory()) continue;
      for (const file of await this.filesOf(guild.name)) {
        const path = posix.join(CLIPS, guild.name, file.name);
        if (file.isFile() && isClipPath(path)) yield path;
      }
    }
  }

  close(): void {
    // Nothing is open.
  }

  /** A file is gone only where there is the folder that it was in: the disk may just not be mounted. */
  private async refuseAbsent(): Promise<void> {
    await access(join(this.folder, CLIPS));
  }

  private async filesOf(guildId: string): Promise<Dirent[]> {
    try {
      return await readdir(join(this.folder, CLIPS, guildId), { withFileTypes: true });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // Its last clip has just been removed.
      await this.refuseAbsent();
      return [];
    }
  }

  /** The last step is a rename within this disk, so that the file is there whole or not at all. */
  private async moveFromAnotherDisk(from: string, to: string): Promise<void> {
    const arriving = join(this.folder, ARRIVING, newId());
    try {
      await mkdir(dirname(arriving), { recursive: true });
      await copyFile(from, arriving);
      await sync(arriving);
      await rename(arriving, to);
      await rm(from);
    } finally {
      await rm(arriving, { force: true });
    }
  }
}

async function sync(path: string): Promise<void> {
  const opened = await open(path, 'r');
  try {
    await opened.sync();
  } finally {
    await opened.close();
  }
}
