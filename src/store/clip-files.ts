import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { StagedFile } from '../usecases/ports.js';
import { asStorage } from '../domain/storage-error.js';

const CLIPS = 'clips';
const INCOMING = 'incoming';
const MARK = '.index-id';
/** What {@link clipPath} makes; nothing else in these folders is ours to touch. */
const CLIP_FILE = /^[0-9a-f]{20}\.[a-z0-9]{1,5}$/;
const SAFE_PART = /^[a-z0-9]{1,32}$/;

/** ffmpeg's container names to the usual file ending; what is not here ends in `bin`. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  aac: 'aac',
  aiff: 'aiff',
  amr: 'amr',
  asf: 'wma',
  avi: 'avi',
  caf: 'caf',
  flac: 'flac',
  'matroska,webm': 'webm',
  'mov,mp4,m4a,3gp,3g2,mj2': 'm4a',
  mp3: 'mp3',
  ogg: 'ogg',
  w64: 'w64',
  wav: 'wav',
};

/** An id that is unique, unguessable and safe in a path and a custom_id: 20 hexadecimal digits. */
export const newId = () => randomBytes(10).toString('hex');

/**
 * The path of a clip's bytes relative to DATA_DIR. Made of ids alone, never of an uploaded file's name.
 *
 * @throws {RangeError} if an id is anything but letters and digits (our mistake, or a forged id).
 */
export function clipPath(guildId: string, clipId: string, container: string): string {
  if (!SAFE_PART.test(guildId) || !SAFE_PART.test(clipId)) throw new RangeError('unsafe id in a path');
  return posix.join(CLIPS, guildId, `${clipId}.${EXTENSIONS[container] ?? 'bin'}`);
}

/** The clips' bytes on disk. Knows files and folders, nothing of the index. */
export class ClipFiles {
  constructor(private readonly dataDir: string) {}

  /** Makes the folders and removes what an earlier run was still receiving. */
  async prepare(): Promise<void> {
    await asStorage(async () => {
      await rm(join(this.dataDir, INCOMING), { recursive: true, force: true });
      await mkdir(join(this.dataDir, INCOMING), { recursive: true });
      await mkdir(join(this.dataDir, CLIPS), { recursive: true });
    });
  }

  stage(): StagedFile {
    const path = join(this.dataDir, INCOMING, newId());
    return { path, drop: () => rm(path, { force: true }) };
  }

  /** Moves a received file to its place, so that after a crash it is there whole or not at all. */
  async settle(file: StagedFile, relativePath: string): Promise<void> {
    const path = this.absolute(relativePath);
    await mkdir(dirname(path), { recursive: true });
    await rename(file.path, path);
    await syncFolder(dirname(path));
  }

  absolute(relativePath: string): string {
    return join(this.dataDir, ...relativePath.split('/'));
  }

  async exists(relativePath: string): Promise<boolean> {
    try {
      return (await stat(this.absolute(relativePath))).isFile();
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  async remove(relativePath: string): Promise<void> {
    await rm(this.absolute(relativePath), { force: true });
  }

  /** Removes a server's folder once nothing is in it. */
  async removeEmptyFolder(guildId: string): Promise<void> {
    try {
      await rmdir(join(this.dataDir, CLIPS, guildId));
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY')) throw error;
    }
  }

  /** The mark that tells which index these files belong to. */
  async readMark(): Promise<string | undefined> {
    try {
      return (await readFile(join(this.dataDir, CLIPS, MARK), 'utf8')).trim();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async writeMark(mark: string): Promise<void> {
    await writeFile(join(this.dataDir, CLIPS, MARK), `${mark}\n`, { flush: true });
  }

  /** Relative paths of all clip files, server by server. */
  async *all(): AsyncGenerator<string> {
    for (const guild of await readdir(join(this.dataDir, CLIPS), { withFileTypes: true })) {
      if (!guild.isDirectory()) continue;
      for (const file of await readdir(join(this.dataDir, CLIPS, guild.name), { withFileTypes: true })) {
        if (file.isFile() && CLIP_FILE.test(file.name)) yield posix.join(CLIPS, guild.name, file.name);
      }
    }
  }
}

export const isNotFound = (error: unknown) => hasCode(error, 'ENOENT');

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Makes a rename last through a power cut. Windows cannot open folders and needs no such step. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
