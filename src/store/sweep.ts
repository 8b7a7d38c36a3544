import type { Clip } from '../domain/clip.js';
import { entryOf, type Catalogue } from './catalogue.js';
import type { ClipBytes } from './clips/clip-bytes.js';
import { ownerOf } from './clips/clip-path.js';
import type { GuildWriter } from './guild-writer.js';
import { holdingsOf, type Holdings } from './holdings.js';
import type { IndexTable } from './index/index-table.js';
import { clipKey } from './keys.js';
import { readRows, type Row } from './rows.js';

/** How many of each were found and put right. */
export interface SweepReport {
  clips: number;
  rowsWithoutFile: number;
  filesWithoutRow: number;
  catalogues: number;
}

export interface SweepParts {
  index: IndexTable;
  files: ClipBytes;
  writer: GuildWriter;
}

export interface SweepOptions {
  /** Ends it early; the next one does the rest. */
  signal?: AbortSignal;
  /**
   * Whether bytes without a row have been there for so long that none is coming: whoever put them has died.
   *
   * @param modifiedAt - By the clock of what keeps them, in milliseconds since the Unix epoch.
   */
  isSettled?: (path: string, modifiedAt: number) => boolean;
  /** Rows that may be dropped, of so many: more than that is no crash's doing. */
  mayDrop?: (rows: number) => number;
}

/** What a crash leaves is a few rows; a disk that is not whole, or another one, leaves many. */
export const A_FEW = (rows: number) => Math.max(5, rows * 0.05);
/** Rows without bytes that are kept in mind at a time. */
const MOST_LOST = 100_000;

/** So many rows have lost their bytes that whoever runs the bot has to say what is to become of them. */
export class TooManyLost extends Error {
  override readonly name = 'TooManyLost';

  constructor(lost: readonly Row[], rows: number) {
    const some = lost.slice(0, 3).map(({ path }) => path);
    super(
      `${lost.length} of ${rows} clips have no bytes where CLIPS_URL, or else DATA_DIR, says, such as ${some.join(', ')}; ` +
        'none was dropped: bring their files back, or let go of them with npm run verify -- --drop-missing',
    );
  }
}

/**
 * Makes index and bytes agree, both ways, after whatever a crash left: removes bytes that no row names, rows whose
 * bytes are gone, and writes each server's catalogue again where it differs from the rows. Others may use the store
 * meanwhile: what seems wrong is looked at again while nobody else writes to that server. Names of a portion of the
 * servers are in memory at a time, and rows of one.
 *
 * @throws {TooManyLost} if more rows have lost their bytes than may be dropped; the rest is put right by then.
 */
export async function sweep(parts: SweepParts, options: SweepOptions = {}): Promise<SweepReport> {
  const { index, files } = parts;
  const { signal, isSettled = () => true, mayDrop = A_FEW } = options;
  const report: SweepReport = { clips: 0, rowsWithoutFile: 0, filesWithoutRow: 0, catalogues: 0 };
  const lost: Row[] = [];
  let rowsInAll = 0;
  for await (const portion of holdingsOf(index, files, signal)) {
    for (const [guildId, holdings] of portion) {
      signal?.throwIfAborted();
      const found = await compare(parts, guildId, holdings);
      rowsInAll += found.rows;
      report.clips += found.rows - found.lost.length;
      lost.push(...found.lost.slice(0, MOST_LOST - lost.length));
      if (found.strays.length > 0) {
        report.filesWithoutRow += await removeStrays(parts, guildId, found.strays, isSettled);
      }
      if (!found.isListed && (await mendCatalogue(parts, guildId, holdings.ids))) report.catalogues += 1;
    }
  }

  signal?.throwIfAborted();
  const confirmed = await stillLost(parts, lost, signal);
  if (confirmed.length > mayDrop(rowsInAll)) throw new TooManyLost(confirmed, rowsInAll);
  for (const [guildId, rows] of byGuild(confirmed)) {
    signal?.throwIfAborted();
    report.rowsWithoutFile += await dropLost(parts, guildId, rows);
    if (await mendCatalogue(parts, guildId, new Set())) report.catalogues += 1;
  }
  return report;
}

async function compare({ index, writer }: SweepParts, guildId: string, { ids, paths }: Holdings) {
  const rows = await readRows(
    index,
    [...ids].map((id) => clipKey(guildId, id)),
  );
  const named = new Set(rows.map(({ path }) => path));
  return {
    rows: rows.length,
    lost: rows.filter(({ path }) => !paths.has(path)),
    strays: [...paths].filter((path) => !named.has(path)),
    isListed: await writer.catalogue(guildId).agreesWith(rows),
  };
}

/** Leaves out what was just going when it was looked at. */
async function stillLost(
  { index, files }: SweepParts,
  suspects: readonly Row[],
  signal: AbortSignal | undefined,
): Promise<Row[]> {
  const lost: Row[] = [];
  for (const row of suspects) {
    signal?.throwIfAborted();
    const isThere = (await files.modifiedAt(row.path)) !== undefined;
    if (!isThere && (await index.get(clipKey(row.guildId, row.id))) !== undefined) lost.push(row);
  }
  return lost;
}

function dropLost({ index, files, writer }: SweepParts, guildId: string, lost: readonly Row[]) {
  return writer.write(guildId, async () => {
    let dropped = 0;
    for (const { id, path } of lost) {
      const isThere = (await files.modifiedAt(path)) !== undefined;
      if (isThere || (await index.get(clipKey(guildId, id))) === undefined) continue;
      await index.delete(clipKey(guildId, id));
      dropped += 1;
    }
    return dropped;
  });
}

function removeStrays(
  { index, files, writer }: SweepParts,
  guildId: string,
  suspects: readonly string[],
  isSettled: (path: string, modifiedAt: number) => boolean,
): Promise<number> {
  return writer.write(guildId, async () => {
    let removed = 0;
    for (const path of suspects) {
      const row = await index.get<Clip>(clipKey(guildId, ownerOf(path).clipId));
      if (row?.path === path) continue;
      const modifiedAt = await files.modifiedAt(path);
      if (modifiedAt === undefined || !isSettled(path, modifiedAt)) continue;
      await files.remove(path);
      removed += 1;
    }
    return removed;
  });
}

/**
 * @param ids - Of the rows as they were read; those that came later are listed.
 * @returns whether the catalogue differed from the rows.
 */
function mendCatalogue(
  { index, writer }: SweepParts,
  guildId: string,
  ids: ReadonlySet<string>,
): Promise<boolean> {
  return writer.write(guildId, async (catalogue: Catalogue) => {
    const listed = (await catalogue.all()).map(({ id }) => id);
    const candidates = [...new Set([...ids, ...listed])].map((id) => clipKey(guildId, id));
    const rows = (await readRows(index, candidates)).sort((a, b) => a.uploadedAt - b.uploadedAt);
    if (await catalogue.agreesWith(rows)) return false;
    await catalogue.rewrite(rows.map(entryOf));
    return true;
  });
}

function byGuild(rows: readonly Row[]): Map<string, Row[]> {
  const guilds = new Map<string, Row[]>();
  for (const row of rows) {
    const ofGuild = guilds.get(row.guildId) ?? [];
    ofGuild.push(row);
    guilds.set(row.guildId, ofGuild);
  }
  return guilds;
}
