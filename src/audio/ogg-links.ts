import type { FileHandle } from 'node:fs/promises';

/** Bytes of a file from `start` up to `end`, which is not among them. */
export interface ByteRange {
  start: number;
  end: number;
}

const READ_BYTES = 1024 ** 2;

/** A page's head: `OggS`, version, flags, …, and at 26 how many sizes of segments follow. */
const HEAD_BYTES = 27;
const FIRST_OF_STREAM = 0x02;

/** With more, a file is left to ffmpeg as a whole: each link takes a start of ffmpeg. */
const MAX_LINKS = 100;

/**
 * Finds the links of a chained Ogg file: recordings one after the other, which may differ in rate, channels and codec.
 * ffmpeg's releases differ in what they make of such a change, down to leaving out all that follows.
 *
 * @returns `undefined` unless there are two links or more and nothing else.
 * @see https://www.rfc-editor.org/rfc/rfc3533#section-6 - The page; a link begins where streams do after others went on.
 */
export async function findOggLinks(handle: FileHandle): Promise<ByteRange[] | undefined> {
  const { size } = await handle.stat();
  const pages = new PageReader(handle, size);
  const starts: number[] = [];
  let isBeginning = false;
  let at = 0;
  while (at < size) {
    const page = await pages.read(at);
    if (page === undefined) break;
    if (page.isFirst && !isBeginning) starts.push(at);
    if (starts.length > MAX_LINKS) return undefined;
    isBeginning = page.isFirst;
    at += page.bytes;
  }
  if (starts.length < 2 || starts[0] !== 0) return undefined;
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? size }));
}

interface Page {
  /** Whether a stream begins with it. */
  isFirst: boolean;
  bytes: number;
}

class PageReader {
  #chunk = Buffer.alloc(0);
  #chunkStart = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly size: number,
  ) {}

  /** The page that begins at a byte; `undefined` if none does. */
  async read(at: number): Promise<Page | undefined> {
    const head = await this.#bytes(at, HEAD_BYTES);
    if (head.length < HEAD_BYTES || head.toString('latin1', 0, 4) !== 'OggS') return undefined;
    const segments = head[HEAD_BYTES - 1]!;
    const isFirst = (head[5]! & FIRST_OF_STREAM) !== 0;
    const sizes = await this.#bytes(at + HEAD_BYTES, segments);
    return { isFirst, bytes: HEAD_BYTES + segments + sizes.reduce((sum, size) => sum + size, 0) };
  }

  async #bytes(at: number, count: number): Promise<Buffer> {
    const end = Math.min(at + count, this.size);
    if (end > this.#chunkStart + this.#chunk.length) {
      const { buffer, bytesRead } = await this.handle.read(Buffer.alloc(READ_BYTES), 0, READ_BYTES, at);
      this.#chunk = buffer.subarray(0, bytesRead);
      this.#chunkStart = at;
    }
    return this.#chunk.subarray(at - this.#chunkStart, at - this.#chunkStart + count);
  }
}
