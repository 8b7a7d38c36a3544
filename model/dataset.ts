import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createCodec } from '../src/audio/codec.js';
import { locateFfmpeg } from '../src/audio/ffmpeg-path.js';
import { FEATURE_SETTINGS } from '../src/features/settings.js';
import { parseClipName, type ClipLabel } from './clip-name.js';

/** One recording of a corpus. */
export interface CorpusClip extends ClipLabel {
  /** Absolute. */
  file: string;
  /** Path relative to the corpora, with `/` between parts: the same on every machine. */
  id: string;
}

/** Endings of files that are taken for sound. */
const SOUND = /\.(wav|flac|opus|ogg|mp3|m4a)$/i;

/** Where the corpora lie: `DATASET_DIR`, by default `../shared/corpora`. Absolute. */
export function datasetDir(environment: NodeJS.ProcessEnv = process.env): string {
  return resolve(environment.DATASET_DIR ?? join('..', 'shared', 'corpora'));
}

/**
 * Finds all labelled clips below a folder, in the order of their ids.
 *
 * @returns `undefined` if there is no such folder.
 */
export async function listClips(folder: string): Promise<CorpusClip[] | undefined> {
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

/** Longest clip of a corpus, in seconds; a longer file is a mistake. */
const MAX_CLIP_SEC = 60;

/**
 * Makes the function that reads a clip as the bot would: through ffmpeg, to mono at 16 kHz, full scale = 1.
 *
 * @throws {Error} if there is no ffmpeg.
 */
export async function createClipReader(): Promise<(file: string) => Promise<Float32Array>> {
  const ffmpeg = await locateFfmpeg();
  if (!ffmpeg) throw new Error('ffmpeg is missing: install it, or set FFMPEG_PATH');
  const decoder = createCodec({
    ffmpegPath: ffmpeg.path,
    maxConcurrent: 1,
    maxQueue: 1,
    timeLimitMs: 60_000,
  });
  return async (file) => {
    const chunks: Float32Array[] = [];
    await decoder.decode(file, {
      sampleRateHz: FEATURE_SETTINGS.sampleRateHz,
      maxDurationSec: MAX_CLIP_SEC,
      onSamples: (chunk) => void chunks.push(chunk),
    });
    const pcm = new Float32Array(chunks.reduce((length, chunk) => length + chunk.length, 0));
    let at = 0;
    for (const chunk of chunks) {
      pcm.set(chunk, at);
      at += chunk.length;
    }
    return pcm;
  };
}
