import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Reads a file from start to end and, where told to, writes a copy, synced to disk.
 *
 * @param copyTo - Must not exist yet.
 * @returns SHA-256 of its bytes, lower-case hexadecimal.
 */
export async function hashFile(path: string, copyTo?: string): Promise<string> {
  const hash = createHash('sha256');
  const tap = new PassThrough();
  tap.on('data', (chunk: Buffer) => hash.update(chunk));
  const end =
    copyTo === undefined
      ? new Writable({
          write: (_chunk, _encoding, done) => {
            done();
          },
        })
      : createWriteStream(copyTo, { flags: 'wx', flush: true });
  await pipeline(createReadStream(path), tap, end);
  return hash.digest('hex');
}
