import type { Clip } from '../../src/domain/clip.js';
import { Catalogue } from '../../src/store/catalogue.js';
import { openClips } from '../../src/store/clips/open-clips.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { catalogueGuild, isClipKey } from '../../src/store/keys.js';
import { tempFileIn } from '../../src/store/temp-files.js';
import type { Cluster } from './cluster.js';
import type { Promises } from './journal.js';

/** What is wrong with the store; there must be nothing. */
export interface StoreFaults {
  /** Confirmed clips without a row. */
  lost: string[];
  /** Confirmed clips whose bytes are gone, or are others. */
  damaged: string[];
  /** Clips that are there although their deletion was confirmed. */
  undead: string[];
  rowsWithoutObject: string[];
  objectsWithoutRow: string[];
  /** Servers whose catalogue is not what the rows say. */
  mislisted: string[];
}

/** Compares the index, the bucket and what Discord was told. The programs must be at rest. */
export async function auditStore(
  { urls, temporary }: Cluster,
  { there, gone }: Promises,
): Promise<StoreFaults & { rows: number }> {
  const index = await openIndex(urls.index);
  const clips = await openClips(urls.clips);
  try {
    const rows = new Map<string, Clip>();
    const guilds = new Set<string>();
    for await (const [key, value] of index.entries()) {
      if (isClipKey(key)) rows.set((value as Clip).id, value as Clip);
      guilds.add((isClipKey(key) ? (value as Clip).guildId : catalogueGuild(key)) ?? '');
    }
    guilds.delete('');
    const objects = new Set<string>();
    for await (const path of clips.all()) objects.add(path);

    const damaged: string[] = [];
    for (const [id, { sha256 }] of there) {
      const row = rows.get(id);
      if (!row) continue;
      // Borrowing compares the bytes' checksum itself.
      const borrowed = clips.borrow({ path: row.path, sha256 }, () => tempFileIn(temporary));
      await borrowed.then(
        (file) => file.drop(),
        () => damaged.push(id),
      );
    }
    const mislisted: string[] = [];
    for (const guildId of guilds) {
      const ofGuild = [...rows.values()].filter((row) => row.guildId === guildId);
      if (!(await isListed(new Catalogue(index, guildId), ofGuild))) mislisted.push(guildId);
    }
    const paths = new Set([...rows.values()].map(({ path }) => path));
    return {
      rows: rows.size,
      lost: [...there.keys()].filter((id) => !rows.has(id)),
      damaged,
      undead: [...gone].filter((id) => rows.has(id) || [...objects].some((path) => path.includes(id))),
      rowsWithoutObject: [...paths].filter((path) => !objects.has(path)),
      objectsWithoutRow: [...objects].filter((path) => !paths.has(path)),
      mislisted,
    };
  } finally {
    clips.close();
    await index.close();
  }
}

async function isListed(catalogue: Catalogue, rows: readonly Clip[]): Promise<boolean> {
  const { pageCounts, bytes } = await catalogue.head();
  const listed = new Set((await catalogue.all()).map(({ id }) => id));
  const counted = pageCounts.reduce((sum, count) => sum + count, 0);
  return (
    counted === rows.length &&
    bytes === rows.reduce((sum, row) => sum + row.bytes, 0) &&
    rows.every(({ id }) => listed.has(id))
  );
}
