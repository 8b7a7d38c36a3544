import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clip } from '../domain/clip.js';
import { asStorage } from '../domain/storage-error.js';
import { Catalogue, entryOf, type Entry } from './catalogue.js';
import type { ClipFolder } from './clips/clip-folder.js';
import { ownerOf } from './clips/clip-path.js';
import { isNotFound } from './file-fault.js';
import { hashFile } from './hash-file.js';
import type { IndexTable } from './index/index-table.js';
import { openIndex, snapshotIndex } from './index/open-index.js';
import { catalogueGuild, clipKey, isClipKey } from './keys.js';
import { refuseHalfMoved } from './pairing.js';
import { tombstonesOf } from './rows.js';
import { ownFolder, type StoreLocation } from './location.js';

/** What a store holds, and what is wrong with it. Paths are relative to DATA_DIR. */
export interface VerifyReport {
  clips: number;
  bytes: number;
  /** Rows whose bytes are gone. */
  missing: string[];
  /** Rows whose bytes are not what was uploaded. */
  damaged: string[];
  /** Files that no row names, and no tombstone: those of removed clips are going. */
  strays: string[];
  /** Servers whose list is not what the rows say. */
  mislisted: string[];
}

/** Whether nothing is wrong with a store. */
export const isSound = ({ missing, damaged, strays, mislisted }: VerifyReport) =>
  [missing, damaged, strays, mislisted].every(({ length }) => length === 0);

/**
 * Reads every row and every byte, and changes nothing; a bot may go on working meanwhile. What seems wrong is looked
 * at again, since a clip may just be coming or going.
 *
 * @throws UserError `STORAGE_FAILED` if the index cannot be read.
 */
export function verifyStore(store: StoreLocation): Promise<VerifyReport> {
  return asStorage(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'overtone-verify-'));
    try {
      const path = join(folder, 'index.sqlite');
      await snapshotIndex(store.indexUrl, path);
      const live = await openIndex(store.indexUrl, { isInUse: true });
      const frozen = await openIndex(`sqlite://${path}`);
      try {
        await refuseHalfMoved(live);
        return await compare(frozen, live, ownFolder(store));
      } finally {
        await live.close();
        await frozen.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

async function compare(frozen: IndexTable, live: IndexTable, files: ClipFolder): Promise<VerifyReport> {
  const report: VerifyReport = { clips: 0, bytes: 0, missing: [], damaged: [], strays: [], mislisted: [] };
  const entries = new Map<string, Entry[]>();
  const named = new Set<string>();
  for await (const [key, value] of frozen.entries()) {
    const listed = catalogueGuild(key);
    if (listed !== undefined && !entries.has(listed)) entries.set(listed, []);
    if (!isClipKey(key)) continue;
    const clip = value as Clip;
    report.clips += 1;
    report.bytes += clip.bytes;
    named.add(clip.path);
    const ofGuild = entries.get(clip.guildId) ?? [];
    ofGuild.push(entryOf(clip));
    entries.set(clip.guildId, ofGuild);
    const fault = await faultOf(clip, files);
    if (fault && (await live.get(key))) report[fault].push(clip.path);
  }
  for await (const path of files.all()) {
    if (!named.has(path) && !(await isKnown(path, live)) && (await files.modifiedAt(path)) !== undefined)
      report.strays.push(path);
  }
  for (const [guildId, inRows] of entries) {
    const isListed = await new Catalogue(frozen, guildId).agreesWith(inRows, { mayBeOld: true });
    if (!isListed && !(await isListedNow(guildId, inRows, live))) report.mislisted.push(guildId);
  }
  return report;
}

async function faultOf(
  { path, sha256 }: Clip,
  files: ClipFolder,
): Promise<'missing' | 'damaged' | undefined> {
  try {
    return (await hashFile(files.absolute(path))) === sha256 ? undefined : 'damaged';
  } catch (error) {
    if (isNotFound(error)) return 'missing';
    throw error;
  }
}

async function isKnown(path: string, live: IndexTable): Promise<boolean> {
  const { guildId, clipId } = ownerOf(path);
  const isGoing = (await tombstonesOf(live, guildId)).some(({ id }) => id === clipId);
  return isGoing || (await live.get(clipKey(guildId, clipId))) !== undefined;
}

/** Whether a server is listed rightly by now, with what has come and gone since. */
async function isListedNow(guildId: string, before: readonly Entry[], live: IndexTable): Promise<boolean> {
  const catalogue = new Catalogue(live, guildId);
  const candidates = new Set([...before, ...(await catalogue.all())].map(({ id }) => id));
  const rows = await live.getMany<Clip>([...candidates].map((id) => clipKey(guildId, id)));
  return catalogue.agreesWith(
    rows.filter((row) => row !== undefined),
    { mayBeOld: true },
  );
}
