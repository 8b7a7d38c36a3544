import KeyvSqlite from '@keyv/sqlite';
import { Keyv } from 'keyv';
import type { Clip } from '../../src/domain/clip.js';
import { Catalogue, entryOf } from '../../src/store/catalogue.js';
import { clipPath } from '../../src/store/clips/clip-path.js';
import type { IndexTable } from '../../src/store/index/index-table.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { clipKey } from '../../src/store/keys.js';
import { detection, GUILD, newClip } from './builders.js';

/** The clip of a number, in a server. */
export function clipNumber(i: number, guildId = GUILD): Clip {
  const id = i.toString(16).padStart(20, '0');
  const draft = newClip({ guildId, name: `clip ${i}`, uploadedAt: i });
  return { ...draft, id, path: clipPath(guildId, id, 'ogg'), detection: detection() };
}

/** Rows and catalogue of so many clips, without their files. */
export async function fill(index: IndexTable, count: number, guildId = GUILD): Promise<void> {
  const clips = Array.from({ length: count }, (_, i) => clipNumber(i, guildId));
  for (const clip of clips) await index.set(clipKey(guildId, clip.id), clip);
  await new Catalogue(index, guildId).rewrite(clips.map(entryOf));
}

/** Writes to a new index without waiting for the disk at every row. */
export async function writeAtOnce(url: string, write: (index: IndexTable) => Promise<void>): Promise<void> {
  await (await openIndex(url)).close();
  const store = new KeyvSqlite({ uri: url });
  const keyv = new Keyv({ store, namespace: '', useKeyPrefix: false });
  await store.query('BEGIN');
  await write({
    isShared: false,
    exclusive: (_name, work) => work(),
    keys: () => {
      throw new TypeError('it is being written');
    },
    keysWith: () => {
      throw new TypeError('it is being written');
    },
    get: (key) => keyv.get(key),
    getMany: (keys) => keyv.getMany([...keys]),
    set: async (key, value) => {
      await keyv.set(key, value);
    },
    delete: async (key) => {
      await keyv.delete(key);
    },
    deleteMany: async (keys) => {
      await keyv.deleteMany([...keys]);
    },
    entries: () => {
      throw new TypeError('it is being written');
    },
    close: () => keyv.disconnect(),
  });
  await store.query('COMMIT');
  await keyv.disconnect();
}
