import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { asStorage } from '../domain/storage-error.js';
import type { WriteZip } from '../usecases/ports.js';

/** Packs files as they are: sounds hardly get smaller. They are read one after another and never as a whole. */
export const writeZip: WriteZip = (toPath, files, { signal } = {}) =>
  asStorage(async () => {
    const zip = new ZipFile();
    for (const { path, name, modifiedAt } of files) {
      zip.addFile(path, name, { mtime: new Date(modifiedAt), compress: false });
    }
    const stopped = new AbortController();
    let fault: unknown;
    zip.on('error', (error: unknown) => {
      fault = error;
      stopped.abort();
    });
    zip.end();
    const ends = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
    try {
      await pipeline(zip.outputStream, createWriteStream(toPath, { flags: 'wx' }), { signal: ends });
    } catch (error) {
      throw fault ?? error;
    }
  });
