import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseClipName, type ClipLabel } from './clip-name.js';

/** One recording of a corpus. */
export interface CorpusClip extends ClipLabel {
  /** Absolute path. */
  file: string;
  /** Path relative to the corpora, with `/` between parts: the same on every machine. */
  id: string;
}

/** Endings of files that are taken for sound. */
const SOUND = /\.(wav|flac|opus|ogg|mp3|m4a)$/i;

/** Folder of the corpora, absolute: `DATASET_DIR`, by default `../shared/corpora`. */
export function datasetDir(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment.DATASET_DIR ?? join('..', 'shared', 'corpora'));
}

/**
 * Finds all labelled clips below a folder, in the order of their ids.
 *
 * @returns `undefined` if there is no such folder.
 */
export async function findLabelledClips(folder: string): Promise<CorpusClip[] | undefined> {
  if (!existsSync(folder)) return undefined;
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => SOUND.test(name))
    .flatMap((name) => {
      const label = parseClipName(name);
      return label ? [{ ...label, file: join(folder, name), id: name.split(/[\\/]/).join('/') }] : [];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
