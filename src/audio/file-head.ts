import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '../domain/errors.js';
import { findOggLinks, type ByteRange } from './ogg-links.js';

const HEAD_BYTES = 4096;
const TAG_HEAD_BYTES = 10;

/** What a file says of itself that ffmpeg does not. */
export interface FileHead {
  /** Whether the file calls itself Matroska, and not WebM. */
  isMatroska: boolean;
  /** The links of a chained Ogg file, each of which ffmpeg reads by itself; `undefined` for all others. */
  links: readonly ByteRange[] | undefined;
}

/**
 * Reads the first bytes of a file, and of Ogg the heads of all pages.
 *
 * @throws UserError `NOT_AUDIO` for RIFX, a WAV with its bytes the other way round: ffmpeg takes them for noise at full
 *   scale. `BUSY` if this process has no more file handles. The file system's error if there is no such file.
 */
export async function readFileHead(path: string): Promise<FileHead> {
  const handle = await open(path).catch((error: unknown) => {
    if (isOutOfHandles(error)) throw new UserError('BUSY', { cause: error });
    throw error;
  });
  try {
    const head = await readHead(handle);
    if (head.toString('latin1', 0, 4) === 'RIFX') {
      throw new UserError('NOT_AUDIO', { cause: new Error('RIFX, which ffmpeg reads wrongly') });
    }
    const isOgg = head.toString('latin1', 0, 4) === 'OggS';
    return {
      isMatroska: docType(head) === 'matroska',
      links: isOgg ? await findOggLinks(handle) : undefined,
    };
  } finally {
    await handle.close();
  }
}

/** The first bytes, or those after a tag of ID3v2, which ffmpeg passes over before any kind of file. */
async function readHead(handle: FileHandle): Promise<Buffer> {
  const readAt = async (at: number) => {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, at);
    return buffer.subarray(0, bytesRead);
  };
  const head = await readAt(0);
  const isTagged = head.length >= TAG_HEAD_BYTES && head.toString('latin1', 0, 3) === 'ID3';
  return isTagged ? readAt(TAG_HEAD_BYTES + tagBytes(head)) : head;
}

/** @see https://id3.org/id3v2.4.0-structure - Section 3.1: four bytes of seven bits each. */
const tagBytes = (head: Buffer) =>
  head.subarray(6, TAG_HEAD_BYTES).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);

/** @see https://www.rfc-editor.org/rfc/rfc8794#name-doctype-element - Its id is 0x4282; 0x80 marks a size of one byte. */
function docType(head: Buffer): string | undefined {
  if (head.length < 4 || head.readUInt32BE(0) !== 0x1a45dfa3) return undefined;
  const at = head.indexOf(Buffer.from([0x42, 0x82]));
  const size = at < 0 ? 0 : (head[at + 2] ?? 0) & 0x7f;
  return head.toString('latin1', at + 3, at + 3 + size).replace(/\0+$/, '');
}

const isOutOfHandles = (error: unknown) =>
  ['EMFILE', 'ENFILE'].includes((error as NodeJS.ErrnoException).code ?? '');
