import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

/** As small as resvg makes these pictures, at half of its time: most of them is flat. */
const COMPRESSION = { level: 3 };

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Red, green, blue and opacity, of eight bits each. */
const BITS = 8;
const RGBA = 6;
const PIXEL_BYTES = 4;

/**
 * Writes a picture as PNG, compressed off the main thread.
 *
 * @param pixels - Four bytes each, row by row.
 * @see https://www.w3.org/TR/png-3/
 */
export async function encodePng({
  pixels,
  width,
  height,
}: {
  pixels: Buffer;
  width: number;
  height: number;
}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([BITS, RGBA], 8);
  const data = await promisify(deflate)(unfiltered(pixels, width * PIXEL_BYTES), COMPRESSION);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND')]);
}

/** Each row begins with the number of its filter: 0, none. */
function unfiltered(pixels: Buffer, rowBytes: number): Buffer {
  const rows = pixels.length / rowBytes;
  const bytes = Buffer.alloc(rows * (1 + rowBytes));
  for (let y = 0; y < rows; y += 1) {
    pixels.copy(bytes, y * (1 + rowBytes) + 1, y * rowBytes, (y + 1) * rowBytes);
  }
  return bytes;
}

/** The data's length, type and data, and a check sum of these two. */
function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
