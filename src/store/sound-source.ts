import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorage } from '../domain/storage-error.js';
import type { ClipStore } from '../usecases/ports.js';
import { openClips } from './clips/open-clips.js';
import { healthOf, type StoreHealth } from './health.js';
import { openIndex } from './index/open-index.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { refuseHalfMoved } from './pairing.js';
import { readClip } from './rows.js';
import { removeStale, tempFileIn } from './temp-files.js';

/** The store as a detection worker sees it: clips to read, none to change, and a place for what it downloads. */
export interface SoundSource extends Pick<ClipStore, 'get' | 'borrow' | 'stage'> {
  readonly health: StoreHealth;
  close(): Promise<void>;
}

/** The folder in DATA_DIR for downloads: not the one of a bot, which clears that away at its start. */
const FOLDER = 'listening';
/** A download of such an age, in milliseconds, comes from a worker that was killed. */
const STALE_MS = 10 * 60_000;

/**
 * Opens the store beside the bot that writes it, any number of times.
 *
 * @throws UserError `STORAGE_FULL`, `STORAGE_FAILED`; the cause says if a store is still being moved there.
 */
export async function openSoundSource(location: StoreLocation): Promise<SoundSource> {
  const folder = join(location.dataDir, FOLDER);
  await asStorage(async () => {
    await mkdir(folder, { recursive: true });
    await removeStale(folder, STALE_MS);
  });
  const bytes = await openClips(clipsUrlOf(location));
  const index = await openIndex(location.indexUrl, { isInUse: true });
  try {
    await asStorage(() => refuseHalfMoved(index));
  } catch (error) {
    bytes.close();
    await index.close();
    throw error;
  }
  const timer = setInterval(() => {
    // A file that cannot be removed now can be the next time.
    void removeStale(folder, STALE_MS).catch(() => undefined);
  }, STALE_MS).unref();
  const newTempFile = () => tempFileIn(folder);

  return {
    health: healthOf(index, bytes),
    get: (guildId, clipId) => readClip(index, guildId, clipId),
    borrow: (clip, options) => asStorage(() => bytes.borrow(clip, newTempFile, options)),
    stage: () => Promise.resolve(newTempFile()),
    async close() {
      clearInterval(timer);
      bytes.close();
      await index.close();
    },
  };
}
