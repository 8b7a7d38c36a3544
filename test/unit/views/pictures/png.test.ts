import { renderAsync } from '@resvg/resvg-js';
import { describe, expect, it } from 'vitest';
import { encodePng } from '../../../../src/views/pictures/png.js';

/** The pixels that resvg, whose decoder is another's, sees in a PNG. */
async function decoded(png: Buffer, width: number, height: number): Promise<Buffer> {
  const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${png.toString('base64')}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return (await renderAsync(svg)).pixels;
}

describe('encodePng', () => {
  it.each([
    [1, 1],
    [7, 3],
    [880, 604],
  ])('writes %d by %d pixels that another decoder reads as they were', async (width, height) => {
    const pixels = Buffer.from(
      Array.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : (i * i + 31 * i) % 256)),
    );
    const png = await encodePng({ pixels, width, height });
    expect((await decoded(png, width, height)).equals(pixels)).toBe(true);
  });

  it('compresses what is alike', async () => {
    const [width, height] = [500, 500];
    const pixels = Buffer.alloc(4 * width * height, 255);
    expect((await encodePng({ pixels, width, height })).length).toBeLessThan(10_000);
  });
});
