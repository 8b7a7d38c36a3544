import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clip } from '../../src/domain/clip.js';
import type { Change, ClipStore, NewClip } from '../../src/usecases/ports.js';
import { newClip } from './builders.js';

/** The index as it is kept beside the clips. */
export const sqliteIn = (dataDir: string) => `sqlite://${join(dataDir, 'index.sqlite')}`;

export async function addClip(
  store: ClipStore,
  overrides: Partial<NewClip> = {},
  content = 'bytes',
  change?: Change,
): Promise<Clip> {
  const file = await store.stage();
  await writeFile(file.path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return store.add(file, newClip({ bytes: content.length, sha256, ...overrides }), change);
}

/** Names of all files in a folder and below, but for hidden ones. */
export async function filesUnder(folder: string): Promise<string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  return all.filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name);
}
