import { createReadStream, createWriteStream, fstatSync, mkdtempSync, rmSync } from 'node:fs';
import { access, constants, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../../domain/errors.js';
import { formatBytes } from '../../domain/format.js';
import { storageError } from '../../domain/storage-error.js';
import type { TempFile } from '../../usecases/ports.js';

/** Opens what an argument names: a file, or a copy of what can be read only once, such as a pipe. */
export type OpenArgument = (argument: string) => Promise<TempFile>;

/**
 * @param options.folder - What relative arguments are relative to.
 * @param options.maxBytes - Limits a copy.
 * @returns a function that takes `-` for standard input, and throws UserError `FILE_IS_FOLDER`, `FILE_UNREADABLE`,
 *   `CLIP_TOO_BIG`, `STORAGE_FULL` or `STORAGE_FAILED`.
 */
export function createOpenArgument({ folder, maxBytes }: { folder: string; maxBytes: number }): OpenArgument {
  let copies: string | undefined;
  let number = 0;

  // ffmpeg reads the end of some files, such as MP4, before their beginning, which a pipe does not allow.
  const copy = async (source: Readable): Promise<TempFile> => {
    const path = join((copies ??= folderUntilExit()), String((number += 1)));
    const drop = () => rm(path, { force: true });
    try {
      await pipeline(source, atMost(maxBytes), createWriteStream(path));
    } catch (error) {
      await drop();
      throw copyFault(error);
    }
    return { path, drop };
  };

  return async (argument) => {
    const path = resolve(folder, argument);
    const facts = argument === '-' ? fstatSync(process.stdin.fd) : await stat(path).catch(unreadable);
    if (facts.isDirectory()) throw new UserError('FILE_IS_FOLDER');
    if (argument === '-') return copy(process.stdin);
    await access(path, constants.R_OK).catch(unreadable);
    if (!facts.isFile()) return copy(createReadStream(path));
    return { path, drop: () => Promise.resolve() };
  };
}

/** Makes a folder that goes with the process, also where a signal ends it: the copies are someone's voice. */
function folderUntilExit(): string {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const folder = mkdtempSync(join(tmpdir(), 'overtone-detect-'));
  process.once('exit', () => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

function atMost(maxBytes: number) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let bytes = 0;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new UserError('CLIP_TOO_BIG', { limit: formatBytes(maxBytes) });
      yield chunk;
    }
  };
}

function unreadable(cause: unknown): never {
  throw new UserError('FILE_UNREADABLE', { cause });
}

function copyFault(error: unknown): UserError {
  const isOurs = (error as NodeJS.ErrnoException).syscall === 'write';
  if (error instanceof UserError || isOurs) return storageError(error);
  return new UserError('FILE_UNREADABLE', { cause: error });
}
