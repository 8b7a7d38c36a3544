import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import { ClipFiles, isNotFound, newId } from './clip-files.js';
import { openIndex } from './index/open-index.js';
import { clipKey } from './keys.js';

/** The store as a detection worker sees it: clips to read, none to change, and a place for what it downloads. */
export interface SoundSource extends Pick<ClipStore, 'get' | 'locate' | 'stage'> {
  close(): Promise<void>;
}

/** Apart from what a bot receives, which it clears away at its start. */
const FOLDER = 'listening';
/** Nothing takes so long, in milliseconds: the worker that received it was killed. */
const STALE_MS = 10 * 60_000;

/**
 * Opens the store beside the bot that writes it, any number of times.
 *
 * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`.
 */
export async function openSoundSource(options: { dataDir: string; indexUrl: string }): Promise<SoundSource> {
  const files = new ClipFiles(options.dataDir);
  const folder = join(options.dataDir, FOLDER);
  await asStorage(async () => {
    await mkdir(folder, { recursive: true });
    await removeStale(folder);
  });
  const index = await openIndex(options.indexUrl);
  const timer = setInterval(() => {
    // What cannot be removed now can be the next time.
    void removeStale(folder).catch(() => undefined);
  }, STALE_MS).unref();

  return {
    get: (guildId, clipId) => index.get<Clip>(clipKey(guildId, clipId)),

    async locate(clip) {
      const there = await asStorage(() => files.exists(clip.path));
      if (!there) throw new UserError('CLIP_FILE_MISSING');
      return files.absolute(clip.path);
    },

    stage() {
      const path = join(folder, newId());
      return Promise.resolve({ path, drop: () => rm(path, { force: true }) });
    },

    close() {
      clearInterval(timer);
      return index.close();
    },
  };
}

async function removeStale(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < Date.now() - STALE_MS) await rm(path, { force: true });
    } catch (error) {
      // Its worker was quicker.
      if (!isNotFound(error)) throw error;
    }
  }
}
