import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { locateFfmpeg } from '../../src/audio/ffmpeg-path.js';
import { startWorkerThreads } from '../../src/inference/worker-threads.js';
import type { ConditionName } from '../conditions/conditions.js';
import type { CorpusClip } from './labelled-clips.js';
import type { DescribeSettings, DescribeTask } from './description-worker.js';
import { createProgress } from './progress.js';
import { sourceDigest } from './source-digest.js';
import { createRandom, shuffled } from '../numerics/random.js';

/** Copies that are made of each clip, for training. */
export interface Copies {
  voices: number;
  channels: number;
}

/** RAVDESS is what the model is measured on; others are there for the sake of more voices and rooms. */
export const COPIES = {
  ravdess: { voices: 3, channels: 3 },
  folder: { voices: 3, channels: 3 },
  nemo: { voices: 0, channels: 1 },
  tess: { voices: 0, channels: 1 },
} as const satisfies Record<CorpusClip['corpus'], Copies>;

/** Describes clips, in threads. */
const WORKER = new URL('./description-worker.ts', import.meta.url);

/** Number of clips that a babble is made of. */
const BABBLE_CLIPS = 40;

export interface DescribeOptions {
  /** Name of the progress bar. */
  title: string;
  /** All clips that there are: babble is drawn from them. */
  all: readonly CorpusClip[];
  /** Folder of the examples, which lie in folders of their own. */
  cacheDir: string;
  seed: string;
  /** A test under a condition; without it, for training. */
  condition?: ConditionName;
}

/**
 * Describes clips, on all cores, unless an earlier run has.
 *
 * @returns For each clip the file that holds its example.
 * @throws {Error} if there is no ffmpeg.
 */
export async function describeClips(
  clips: readonly CorpusClip[],
  options: DescribeOptions,
): Promise<string[]> {
  const { title, all, cacheDir, seed, condition } = options;
  const babble = babbleClips(all, condition !== undefined, seed);
  const dir = join(cacheDir, `examples-${condition ?? 'training'}-${await fingerprint(seed, babble)}`);
  await mkdir(dir, { recursive: true });
  const tasks = clips.map((clip): DescribeTask => ({
    file: clip.file,
    seed: `${seed}/${clip.id}`,
    output: join(dir, clip.id.replaceAll('/', '~')),
    ...(condition ? { condition, voices: 0, channels: 0 } : COPIES[clip.corpus]),
  }));
  const open = tasks.filter(({ output }) => !existsSync(output));
  if (open.length > 0) {
    await describe(
      title,
      open,
      babble.map(({ file }) => file),
    );
  }
  return tasks.map(({ output }) => output);
}

async function describe(
  title: string,
  tasks: readonly DescribeTask[],
  babble: readonly string[],
): Promise<void> {
  const ffmpeg = await locateFfmpeg();
  if (!ffmpeg) throw new Error('ffmpeg is missing: install it, or set FFMPEG_PATH');
  const settings: DescribeSettings = { ffmpegPath: ffmpeg.path, babble };
  const workers = startWorkerThreads({ file: WORKER, threads: availableParallelism(), workerData: settings });
  const progress = createProgress(title, tasks.length);
  let done = 0;
  try {
    await Promise.all(
      tasks.map(async (task) => {
        await workers.call('describeClip', task);
        progress.update((done += 1));
      }),
    );
  } finally {
    progress.stop();
    await workers.close();
  }
}

/** The clips of a babble: those of tests are of other voices than those of training, where there are any. */
function babbleClips(all: readonly CorpusClip[], isTest: boolean, seed: string): CorpusClip[] {
  const preferred = all.filter(({ corpus }) => corpus === (isTest ? 'nemo' : 'tess'));
  const clips = preferred.length > 0 ? preferred : all;
  return shuffled(clips, createRandom(`${seed}/babble`)).slice(0, BABBLE_CLIPS);
}

/** A digest that changes with anything that examples depend on: the code that computes them, and what it is given. */
async function fingerprint(seed: string, babble: readonly CorpusClip[]): Promise<string> {
  const facts = { sources: await sourceDigest(WORKER), COPIES, seed, babble: babble.map(({ id }) => id) };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}
