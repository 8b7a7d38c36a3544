import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { voiceFrames } from '../src/features/frames.js';
import { FUNCTIONAL_COUNT, functionals } from '../src/features/functionals.js';
import { FEATURE_SETTINGS } from '../src/features/settings.js';
import { AUGMENTATION, augment } from './augment.js';
import { BASELINE_COUNT, cepstralMeans } from './baseline.js';
import { createClipReader, type CorpusClip } from './dataset.js';
import { createRandom } from './random.js';

/** What is computed for one clip: its functionals, those of its augmented copies, and the baseline's input. */
export interface Examples {
  /** Functionals of clip `i` (`copy` 0) or of one of its augmented copies (from 1); shape `[1273]`, a view. */
  functionals(clip: number, copy: number): Float32Array;
  /** Means of 40 cepstral coefficients of clip `i`; shape `[40]`, a view. */
  baseline(clip: number): Float32Array;
  /** Augmented copies of each clip. */
  copies: number;
}

export interface ExampleSettings {
  /** Augmented copies of each clip; minimum 0. */
  copies: number;
  seed: string;
  /** Folder that keeps what was computed, so that the next run reads it. */
  cacheDir: string;
  /** Told after each clip. */
  onProgress?: (done: number, total: number) => void;
}

/** Computes the inputs of all clips, or reads them from the cache. A run that was stopped is taken up again. */
export async function loadExamples(
  clips: readonly CorpusClip[],
  settings: ExampleSettings,
): Promise<Examples> {
  const { copies, cacheDir } = settings;
  const width = (1 + copies) * FUNCTIONAL_COUNT + BASELINE_COUNT;
  await mkdir(cacheDir, { recursive: true });
  const file = join(cacheDir, `examples-${fingerprint(clips, settings)}.f32`);
  await fill(file, clips, width, settings);

  const bytes = await readFile(file);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const row = (clip: number, from: number, length: number): Float32Array =>
    values.subarray(clip * width + from, clip * width + from + length);
  return {
    copies,
    functionals: (clip, copy) => row(clip, copy * FUNCTIONAL_COUNT, FUNCTIONAL_COUNT),
    baseline: (clip) => row(clip, (1 + copies) * FUNCTIONAL_COUNT, BASELINE_COUNT),
  };
}

/** Appends the rows that the cache file lacks. */
async function fill(
  file: string,
  clips: readonly CorpusClip[],
  width: number,
  settings: ExampleSettings,
): Promise<void> {
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  const done = Math.floor(size / (4 * width));
  if (size > 0) await truncate(file, done * 4 * width);
  if (done === clips.length) return;
  const read = await createClipReader();
  for (let i = done; i < clips.length; i += 1) {
    const clip = clips[i]!;
    const row = describeClip(await read(clip.file), width, settings.copies, `${settings.seed}/${clip.id}`);
    await appendFile(file, new Uint8Array(row.buffer));
    settings.onProgress?.(i + 1, clips.length);
  }
}

/** One row of the cache: functionals of the clip and of its copies, then the baseline. */
function describeClip(pcm: Float32Array, width: number, copies: number, seed: string): Float32Array {
  const random = createRandom(seed);
  const frames = voiceFrames(pcm);
  const row = new Float32Array(width);
  row.set(functionals(frames));
  for (let copy = 1; copy <= copies; copy += 1) {
    row.set(functionals(augment(frames, random)), copy * FUNCTIONAL_COUNT);
  }
  row.set(cepstralMeans(frames), (1 + copies) * FUNCTIONAL_COUNT);
  return row;
}

/** Changes with anything that the rows depend on, save the code itself: for that, `FEATURE_SETTINGS.revision`. */
function fingerprint(clips: readonly CorpusClip[], { copies, seed }: ExampleSettings): string {
  const facts = { features: FEATURE_SETTINGS, AUGMENTATION, copies, seed, clips: clips.map(({ id }) => id) };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}
