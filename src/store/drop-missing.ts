import { asStorage } from '../domain/storage-error.js';
import { openClips } from './clips/open-clips.js';
import { lockData } from './data-lock.js';
import { GuildWriter } from './guild-writer.js';
import { openIndex } from './index/open-index.js';
import { clipsUrlOf, type StoreLocation } from './location.js';
import { checkPairing } from './pairing.js';
import { sweep, type SweepReport } from './sweep.js';
import { SETTLING_MS } from './sweeper.js';

/**
 * Sweeps a store once, and drops every row whose bytes are gone, however many there are: for whoever runs the bot, who
 * knows that nobody will bring them back.
 *
 * @throws UserError `STORAGE_FAILED`, `STORAGE_FULL`; the cause says why, such as that a bot is using DATA_DIR.
 */
export function dropMissing(location: StoreLocation): Promise<SweepReport> {
  return asStorage(async () => {
    const lock = await lockData(location.dataDir);
    try {
      const files = await openClips(clipsUrlOf(location));
      const index = await openIndex(location.indexUrl);
      try {
        await checkPairing(index, files);
        const writer = new GuildWriter(index);
        // Where other processes use the index, they may be about to write a row for bytes that are new.
        const isSettled = (_path: string, modifiedAt: number) =>
          !index.isShared || modifiedAt <= Date.now() - SETTLING_MS;
        return await sweep({ index, files, writer }, { isSettled, mayDrop: () => Infinity });
      } finally {
        files.close();
        await index.close();
      }
    } finally {
      await lock.release();
    }
  });
}
