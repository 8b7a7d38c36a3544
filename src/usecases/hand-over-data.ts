import type { Clip } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { endingOf, safeFileName } from '../domain/names.js';
import type { MemberRequest } from './forget-member.js';
import {
  ZIP_ENTRY_BYTES,
  type ArchivedFile,
  type AudioEncoder,
  type Cancellable,
  type ClipStore,
  type TempFile,
  type WriteZip,
} from './ports.js';

/** What is kept of a clip, as its uploader is given it. */
export type ClipRecord = Omit<Clip, 'guildId' | 'uploaderId' | 'path' | 'uploadedAt'> & {
  /** ISO 8601, in UTC. */
  uploadedAt: string;
  /** Its sound in the archive; `null` where it cannot be had. */
  sound: { file: string; isOriginal: boolean } | null;
};

/** The last clip of a part: the next one begins after it. */
export interface DataCursor {
  uploadedAt: number;
  clipId: string;
}

/** Some of a member's clips, oldest first, as many as fit into one answer. */
export interface DataPart {
  /** The rows, as JSON. */
  json: Uint8Array;
  /** The sounds, as a ZIP archive; absent where none can be had. Absolute path. */
  zipPath: string | undefined;
  /** Numbers of the first and the last of its clips, from 1, and how many there are in all. */
  first: number;
  last: number;
  total: number;
  /** Clips whose original does not fit into an answer: a smaller copy is there instead. */
  copies: number;
  /** Clips whose sound is not there. */
  soundless: number;
  /** Where the next part begins; absent after the last. */
  next: DataCursor | undefined;
  release(): Promise<void>;
}

export type HandOverData = (
  request: MemberRequest & Cancellable & { maxBytes: number; after?: DataCursor | undefined },
) => Promise<DataPart | undefined>;

/** What an answer takes besides its files, in bytes, and the JSON's frame. */
const RESERVE_BYTES = 16 * 1024;

interface Packed {
  record: ClipRecord;
  sound: { file: TempFile; archived: ArchivedFile } | undefined;
  bytes: number;
}

/**
 * Hands a member what this server keeps of theirs, in parts that fit into an answer: rows, detections and what they said
 * they hear, and the sounds as they were uploaded. Of a sound that does not fit alone, an Opus copy is given.
 *
 * @returns a function that gives `undefined` where nothing (more) is kept, and throws UserError `STORAGE_FULL`,
 *   `STORAGE_FAILED`.
 */
export function createHandOverData(parts: {
  store: ClipStore;
  encoder: AudioEncoder;
  writeZip: WriteZip;
}): HandOverData {
  const { store, encoder, writeZip } = parts;

  /** An original, or a copy where it does not fit. */
  async function soundOf(clip: Clip, maxBytes: number, signal: AbortSignal | undefined) {
    const original = await store.borrow(clip, { signal });
    if (clip.bytes <= maxBytes) return { file: original, isOriginal: true, bytes: clip.bytes };
    const copy = await store.stage();
    try {
      const { durationSec } = clip.audio;
      await encoder.encodeOpus(original.path, copy.path, {
        durationSec,
        maxBytes,
        signal,
        fairnessKey: clip.guildId,
      });
      return { file: copy, isOriginal: false, bytes: maxBytes };
    } catch (error) {
      await copy.drop();
      throw error;
    } finally {
      await original.drop();
    }
  }

  async function pack(clip: Clip, budget: number, signal: AbortSignal | undefined): Promise<Packed> {
    const bare = recordOf(clip, null);
    const overhead = jsonBytes(bare).length + 2 * MAX_SOUND_NAME_BYTES + ZIP_ENTRY_BYTES;
    try {
      const { file, isOriginal, bytes } = await soundOf(clip, budget - overhead, signal);
      const ending = isOriginal ? endingOf(clip.originalFileName) : '.ogg';
      const name = safeFileName(clip.name, ` ${clip.id}${ending}`);
      const archived = { path: file.path, name, modifiedAt: clip.uploadedAt };
      const record = recordOf(clip, { file: name, isOriginal });
      return { record, sound: { file, archived }, bytes: bytes + overhead };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof UserError && SOUNDLESS.has(error.code))) throw error;
      return { record: bare, sound: undefined, bytes: overhead };
    }
  }

  return async ({ guildId, userId, maxBytes, after, signal }) => {
    const cursors: DataCursor[] = [];
    for await (const { id, uploadedAt } of store.each(guildId, { uploaderId: userId })) {
      signal?.throwIfAborted();
      cursors.push({ uploadedAt, clipId: id });
    }
    cursors.sort(inOrder);
    const start = after === undefined ? 0 : cursors.filter((each) => inOrder(each, after) <= 0).length;
    const budget = maxBytes - RESERVE_BYTES;
    const packed: Packed[] = [];
    const drop = () => Promise.all(packed.flatMap(({ sound }) => sound?.file.drop() ?? []));
    try {
      let used = 0;
      let end = start;
      for (; end < cursors.length; end += 1) {
        const clip = await store.get(guildId, cursors[end]!.clipId);
        // It may have gone meanwhile.
        if (!clip) continue;
        const isFirst = packed.length === 0;
        if (!isFirst && used + leastBytes(clip) > budget) break;
        packed.push(await pack(clip, budget, signal));
        used += packed.at(-1)!.bytes;
        if (used > budget && !isFirst) {
          await packed.pop()!.sound?.file.drop();
          break;
        }
      }
      if (packed.length === 0) return undefined;
      const sounds = packed.flatMap(({ sound }) => sound?.archived ?? []);
      const zip = await store.stage();
      if (sounds.length > 0) {
        await writeZip(zip.path, sounds, { signal }).catch(async (error: unknown) => {
          await zip.drop();
          throw error;
        });
      }
      const records = packed.map(({ record }) => record);
      return {
        json: jsonBytes({ server: guildId, member: userId, clips: records }),
        zipPath: sounds.length > 0 ? zip.path : undefined,
        first: start + 1,
        last: end,
        total: cursors.length,
        copies: records.filter(({ sound }) => sound?.isOriginal === false).length,
        soundless: records.filter(({ sound }) => sound === null).length,
        next: end < cursors.length ? cursors[end - 1] : undefined,
        release: () => zip.drop(),
      };
    } finally {
      await drop();
    }
  };
}

/** Why a sound cannot be given, although all else of its clip can. */
const SOUNDLESS: ReadonlySet<string> = new Set([
  'CLIP_FILE_MISSING',
  'TOO_BIG_TO_PLAY',
  'NOT_AUDIO',
  'SOUND_UNREADABLE',
]);

/** Longest name of a sound in UTF-8, with id and ending. */
const MAX_SOUND_NAME_BYTES = 60 * 3 + 27;

const leastBytes = (clip: Clip) => clip.bytes + jsonBytes(recordOf(clip, null)).length;

const inOrder = (a: DataCursor, b: DataCursor) =>
  a.uploadedAt - b.uploadedAt || (a.clipId < b.clipId ? -1 : a.clipId > b.clipId ? 1 : 0);

function recordOf(clip: Clip, sound: ClipRecord['sound']): ClipRecord {
  const { id, name, originalFileName, mediaType, audio, bytes, sha256, uploadedAt, detection, label } = clip;
  return {
    id,
    name,
    originalFileName,
    mediaType,
    uploadedAt: new Date(uploadedAt).toISOString(),
    bytes,
    sha256,
    audio,
    ...(detection && { detection }),
    ...(label && { label }),
    sound,
  };
}

const jsonBytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
