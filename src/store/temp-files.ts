import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TempFile } from '../usecases/ports.js';
import { isId, newId } from './clips/clip-path.js';
import { isNotFound } from './file-fault.js';

/** A file in a folder, under a name of its own; nothing is there yet. */
export function tempFileIn(folder: string): TempFile {
  const path = join(folder, newId());
  return { path, drop: () => rm(path, { force: true }) };
}

/** Makes a folder that this process alone uses, and removes what an earlier one was still receiving; nothing else. */
export async function emptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of await ourNames(folder)) await rm(join(folder, name), { force: true });
}

/** Removes, from a folder that several processes use, what none of them can still be at. */
export async function removeStale(folder: string, olderThanMs: number): Promise<void> {
  for (const name of await ourNames(folder)) {
    const path = join(folder, name);
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs < Date.now() - olderThanMs) await rm(path, { force: true });
    } catch (error) {
      // Another process was quicker.
      if (!isNotFound(error)) throw error;
    }
  }
}

/** What lies there by other names is somebody else's. */
async function ourNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter(isId);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
