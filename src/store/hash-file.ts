import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Reads a file from start to end and, where told to, writes a copy, synced to disk.
 *
 * @param copyTo - Must not exist yet; it is not made where there is no file to read.
 * @returns SHA-256 of its bytes, lower-case hexadecimal.
 */
export async function hashFile(path: string, copyTo?: string): Promise<string> {
  const source = await open(path);
  const hash = createHash('sha256');
  const tap = new PassThrough();
  tap.on('data', (chunk: Buffer) => hash.update(chunk));
  const end = copyTo === undefined ? nowhere() : createWriteStream(copyTo, { flags: 'wx', flush: true });
  await pipeline(source.createReadStream(), tap, end);
  return hash.digest('hex');
}

function nowhere(): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
}
