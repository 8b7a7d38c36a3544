import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findOggLinks } from '../../../src/audio/ogg-links.js';
import { tempDir } from '../../helpers/temp-dir.js';

/** A page of one packet. @param isFirst - Of its stream. */
function page(isFirst: boolean, bodyBytes: number): Buffer {
  const sizes = [...Array<number>(Math.floor(bodyBytes / 255)).fill(255), bodyBytes % 255];
  const head = Buffer.alloc(27);
  head.write('OggS', 0, 'latin1');
  head[5] = isFirst ? 2 : 0;
  head[26] = sizes.length;
  return Buffer.concat([head, Buffer.from(sizes), Buffer.alloc(bodyBytes, 0x4f)]);
}

const link = (streams: number, pages: number) =>
  Buffer.concat([
    ...Array.from({ length: streams }, () => page(true, 19)),
    ...Array.from({ length: pages }, (_, i) => page(false, 4000 + i)),
  ]);

async function linksOf(...parts: Buffer[]) {
  const path = join(await tempDir(), 'file.ogg');
  await writeFile(path, Buffer.concat(parts));
  const handle = await open(path);
  try {
    return await findOggLinks(handle);
  } finally {
    await handle.close();
  }
}

describe('findOggLinks', () => {
  it('finds where each begins and ends', async () => {
    // The middle one has two streams, and the last one is longer than what is read at a time.
    const links = [link(1, 3), link(2, 1), link(1, 600)];
    let start = 0;
    const expected = links.map(({ length }) => ({ start, end: (start += length) }));
    expect(await linksOf(...links)).toEqual(expected);
  });

  it('counts a last one that is cut off', async () => {
    const [whole, cut] = [link(1, 2), link(1, 2).subarray(0, 5000)];
    expect(await linksOf(whole, cut)).toEqual([
      { start: 0, end: whole.length },
      { start: whole.length, end: whole.length + cut.length },
    ]);
  });

  it.each([
    ['one recording', [link(1, 5)]],
    ['one of several streams', [link(3, 5)]],
    ['what does not begin as Ogg does', [Buffer.from('junk'), link(1, 2), link(1, 2)]],
    ['junk after one', [link(1, 2), Buffer.alloc(100), link(1, 2)]],
    ['more links than are worth a start of ffmpeg each', Array<Buffer>(101).fill(link(1, 1))],
    ['nothing', []],
  ])('leaves %s to ffmpeg', async (_what, parts) => {
    expect(await linksOf(...parts)).toBeUndefined();
  });
});
