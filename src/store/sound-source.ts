import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asStorage } from '../domain/storage-error.js';
import type { Clip } from '../domain/clip.js';
import type { ClipStore } from '../usecases/ports.js';
import { openClips } from './clips/open-clips.js';
import { healthOf, type StoreHealth } from './health.js';
import { openIndex } from './index/open-index.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { refuseHalfMoved } from './pairing.js';
import { clipsOf, readClip, tombstonesOf } from './rows.js';
import { guildOf, TOMBSTONES } from './keys.js';
import type { IndexTable } from './index/index-table.js';
import { removeStale, tempFileIn } from './temp-files.js';

/**
 * The store as a detection worker sees it, or a program beside the bot: clips to read, none to change, and a place for
 * what is downloaded.
 */
export interface SoundSource extends Pick<ClipStore, 'get' | 'borrow' | 'stage'> {
  /** Every clip of every server, whole, in no order; few of them are in memory at a time. */
  all(): AsyncIterable<Clip>;
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
    all: () => clipsThere(index),
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

/** Each clip once, and none that is going. */
async function* clipsThere(index: IndexTable): AsyncGenerator<Clip> {
  const leftOut = new Set<string>();
  for await (const key of index.keys(TOMBSTONES)) {
    for (const { id } of await tombstonesOf(index, guildOf(key))) leftOut.add(id);
  }
  for await (const clip of clipsOf(index)) {
    if (leftOut.has(clip.id)) continue;
    leftOut.add(clip.id);
    yield clip;
  }
}
