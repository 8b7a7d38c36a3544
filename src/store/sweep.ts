import type { Clip } from '../domain/clip.js';
import { bytesOf, Catalogue, entryOf, type Entry } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import type { IndexTable } from './index/index-table.js';
import { pairUp } from './pairing.js';
import { catalogueGuild, clipKey, isClipKey, leftGuild } from './keys.js';
import type { LeftAt } from './guild-records.js';

/** How many of each were found and put right. */
export interface SweepReport {
  clips: number;
  rowsWithoutFile: number;
  filesWithoutRow: number;
  catalogues: number;
}

/**
 * Makes index and files agree, both ways, after whatever a crash left: removes files that no row names, rows
 * whose file is gone, and writes each server's catalogue again where it differs from the rows.
 *
 * @returns what was put right, and every server that has clips or was left.
 * @throws {Error} if index and files do not belong together; see {@link pairUp}.
 */
export async function sweep(
  index: IndexTable,
  files: ClipBytes,
): Promise<{ report: SweepReport; guilds: LeftAt }> {
  const { rows, guilds, leftAt } = await readIndex(index);
  const onDisk = new Set<string>();
  for await (const path of files.all()) onDisk.add(path);
  await pairUp(index, files, { rows: rows.length, files: onDisk.size });

  const kept = rows.filter((row) => onDisk.has(row.path));
  const lost = rows.filter((row) => !onDisk.has(row.path));
  for (const row of lost) await index.delete(clipKey(row.guildId, row.id));

  const named = new Set(kept.map((row) => row.path));
  const strays = [...onDisk].filter((path) => !named.has(path));
  for (const path of strays) await files.remove(path);

  const byGuild = new Map([...guilds].map((guildId): [string, Row[]] => [guildId, []]));
  for (const row of kept) byGuild.get(row.guildId)!.push(row);
  let catalogues = 0;
  for (const [guildId, guildRows] of byGuild) {
    if (await mendCatalogue(new Catalogue(index, guildId), guildRows)) catalogues += 1;
  }
  const report = {
    clips: kept.length,
    rowsWithoutFile: lost.length,
    filesWithoutRow: strays.length,
    catalogues,
  };
  const withClips = kept.map(({ guildId }): [string, undefined] => [guildId, undefined]);
  return { report, guilds: new Map([...withClips, ...leftAt]) };
}

/** A row without what the sweep has no use for: of long clips, detections are most of the index. */
type Row = Entry & Pick<Clip, 'guildId' | 'path'>;

async function readIndex(index: IndexTable) {
  const rows: Row[] = [];
  const guilds = new Set<string>();
  const leftAt = new Map<string, number>();
  for await (const [key, value] of index.entries()) {
    if (isClipKey(key)) {
      const clip = value as Clip;
      rows.push({ ...entryOf(clip), guildId: clip.guildId, path: clip.path });
      guilds.add(clip.guildId);
    } else {
      const listed = catalogueGuild(key);
      if (listed !== undefined) guilds.add(listed);
      const left = leftGuild(key);
      if (left !== undefined) leftAt.set(left, value as number);
    }
  }
  return { rows, guilds, leftAt };
}

/** @returns whether the catalogue differed from the rows. */
async function mendCatalogue(catalogue: Catalogue, rows: readonly Row[]): Promise<boolean> {
  const entries = rows.map(entryOf).sort((a, b) => a.uploadedAt - b.uploadedAt);
  const head = await catalogue.head();
  const listed = new Set((await catalogue.all()).map(({ id }) => id));
  const bytes = bytesOf(entries);
  const same =
    head.bytes === bytes && listed.size === entries.length && entries.every(({ id }) => listed.has(id));
  if (!same) await catalogue.rewrite(entries);
  return !same;
}
