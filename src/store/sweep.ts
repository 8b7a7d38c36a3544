import type { Clip } from '../domain/clip.js';
import { Catalogue, entryOf, type Entry } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { ownerOf } from './clips/clip-path.js';
import type { IndexTable } from './index/index-table.js';
import { catalogueGuild, clipKey, isClipKey } from './keys.js';

/** How many of each were found and put right. */
export interface SweepReport {
  clips: number;
  rowsWithoutFile: number;
  filesWithoutRow: number;
  catalogues: number;
}

/** Bytes that another process has just put there get their row sooner than this, in milliseconds. */
const SETTLING_MS = 60 * 60_000;

/**
 * Makes index and bytes agree, both ways, after whatever a crash left: removes bytes that no row names, rows whose
 * bytes are gone, and writes each server's catalogue again where it differs from the rows. Others may use the store
 * meanwhile: what seems wrong is looked at again while nobody else writes to that server.
 *
 * @param signal - Ends it early; the next one does the rest.
 */
export async function sweep(index: IndexTable, files: ClipBytes, signal?: AbortSignal): Promise<SweepReport> {
  const rows = await readRows(index, signal);
  const strays = new Map<string, string[]>();
  const there = new Set<string>();
  for await (const path of files.all()) {
    signal?.throwIfAborted();
    const { guildId, clipId } = ownerOf(path);
    if (rows.get(guildId)?.get(clipId)?.path === path) there.add(path);
    else strays.set(guildId, [...(strays.get(guildId) ?? []), path]);
  }

  const report: SweepReport = { clips: 0, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 };
  for (const guildId of new Set([...rows.keys(), ...strays.keys()])) {
    signal?.throwIfAborted();
    const found = [...(rows.get(guildId)?.values() ?? [])];
    const suspects = {
      lost: found.filter(({ path }) => !there.has(path)),
      strays: strays.get(guildId) ?? [],
    };
    report.clips += found.length - suspects.lost.length;
    const isWell =
      suspects.lost.length + suspects.strays.length === 0 &&
      (await new Catalogue(index, guildId).agreesWith(found));
    if (isWell) continue;
    await index.exclusive(guildId, async () => {
      report.rowsWithoutFile += await dropLost(index, files, suspects.lost);
      report.filesWithoutRow += await removeStrays(index, files, suspects.strays);
      const ids = found.map(({ id }) => id);
      if (await mendCatalogue(index, guildId, ids)) report.catalogues += 1;
    });
  }
  return report;
}

/** A row without what the sweep has no use for: of long clips, detections are most of the index. */
type Row = Entry & Pick<Clip, 'guildId' | 'path'>;

/** Rows by server and id; a server whose catalogue lists clips that are not there has none. */
async function readRows(
  index: IndexTable,
  signal: AbortSignal | undefined,
): Promise<Map<string, Map<string, Row>>> {
  const rows = new Map<string, Map<string, Row>>();
  const of = (guildId: string) => {
    const known = rows.get(guildId) ?? new Map<string, Row>();
    rows.set(guildId, known);
    return known;
  };
  for await (const [key, value] of index.entries()) {
    signal?.throwIfAborted();
    const listed = catalogueGuild(key);
    if (listed !== undefined) of(listed);
    if (!isClipKey(key)) continue;
    const clip = value as Clip;
    of(clip.guildId).set(clip.id, { ...entryOf(clip), guildId: clip.guildId, path: clip.path });
  }
  return rows;
}

async function dropLost(index: IndexTable, files: ClipBytes, suspects: readonly Row[]): Promise<number> {
  let dropped = 0;
  for (const { guildId, id, path } of suspects) {
    const isThere = (await files.modifiedAt(path)) !== undefined;
    if (isThere || (await index.get(clipKey(guildId, id))) === undefined) continue;
    await index.delete(clipKey(guildId, id));
    dropped += 1;
  }
  return dropped;
}

async function removeStrays(
  index: IndexTable,
  files: ClipBytes,
  suspects: readonly string[],
): Promise<number> {
  let removed = 0;
  for (const path of suspects) {
    const { guildId, clipId } = ownerOf(path);
    const row = await index.get<Clip>(clipKey(guildId, clipId));
    if (row?.path === path) continue;
    const modifiedAt = (await files.modifiedAt(path)) ?? Infinity;
    if (index.isShared && modifiedAt > Date.now() - SETTLING_MS) continue;
    await files.remove(path);
    removed += 1;
  }
  return removed;
}

/**
 * @param ids - Of the rows as they were read; those that came later are listed.
 * @returns whether the catalogue differed from the rows.
 */
async function mendCatalogue(index: IndexTable, guildId: string, ids: readonly string[]): Promise<boolean> {
  const catalogue = new Catalogue(index, guildId);
  const listed = (await catalogue.all()).map(({ id }) => id);
  const candidates = [...new Set([...ids, ...listed])];
  const rows = await index.getMany<Clip>(candidates.map((id) => clipKey(guildId, id)));
  const entries = rows
    .filter((row) => row !== undefined)
    .map(entryOf)
    .sort((a, b) => a.uploadedAt - b.uploadedAt);
  if (await catalogue.agreesWith(entries)) return false;
  await catalogue.rewrite(entries);
  return true;
}
