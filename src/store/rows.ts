import type { Clip } from '../domain/clip.js';
import { entryOf, type Entry } from './catalogue.js';
import { ROWS_AT_ONCE } from './index/index-engine.js';
import type { IndexTable } from './index/index-table.js';
import { CLIP_ROWS, clipKey, clipKeysOf, tombstonesKey } from './keys.js';

/** A row without its detection: of long clips, detections are most of the index. */
export type Row = Entry & Pick<Clip, 'guildId' | 'path'>;

/** What is kept of a clip that is going, until its bytes are gone, too. */
export type Tombstone = Pick<Row, 'guildId' | 'id' | 'path' | 'uploaderId' | 'uploadedAt'>;

export const tombstoneOf = ({ guildId, id, path, uploaderId, uploadedAt }: Tombstone): Tombstone => ({
  guildId,
  id,
  path,
  uploaderId,
  uploadedAt,
});

/** The rows of a server, or of all, whatever catalogues say. Few whole ones are in memory at a time. */
export async function* rowsOf(index: IndexTable, guildId?: string): AsyncGenerator<Row> {
  for await (const clip of clipsOf(index, guildId)) yield rowOf(clip);
}

/** The same, whole; one may come twice. */
export async function* clipsOf(index: IndexTable, guildId?: string): AsyncGenerator<Clip> {
  let keys: string[] = [];
  for await (const key of index.keys(guildId === undefined ? CLIP_ROWS : clipKeysOf(guildId))) {
    keys.push(key);
    if (keys.length < ROWS_AT_ONCE) continue;
    yield* await clipsUnder(index, keys);
    keys = [];
  }
  yield* await clipsUnder(index, keys);
}

async function clipsUnder(index: IndexTable, keys: readonly string[]): Promise<Clip[]> {
  return (await index.getMany<Clip>(keys)).filter((clip) => clip !== undefined);
}

const rowOf = (clip: Clip): Row => ({ ...entryOf(clip), guildId: clip.guildId, path: clip.path });

/** Those of the rows under these keys that are there. */
export async function readRows(index: IndexTable, keys: readonly string[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (let i = 0; i < keys.length; i += ROWS_AT_ONCE) {
    rows.push(...(await clipsUnder(index, keys.slice(i, i + ROWS_AT_ONCE))).map(rowOf));
  }
  return rows;
}

export async function tombstonesOf(index: IndexTable, guildId: string): Promise<readonly Tombstone[]> {
  return (await index.get<Tombstone[]>(tombstonesKey(guildId))) ?? [];
}

/** A clip's row, unless the clip is going. */
export async function readClip(
  index: IndexTable,
  guildId: string,
  clipId: string,
): Promise<Clip | undefined> {
  const [clip, tombstones] = await index.getMany<Clip | Tombstone[]>([
    clipKey(guildId, clipId),
    tombstonesKey(guildId),
  ]);
  const isGoing = (tombstones as Tombstone[] | undefined)?.some(({ id }) => id === clipId);
  return isGoing ? undefined : (clip as Clip | undefined);
}
