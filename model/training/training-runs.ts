import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import PQueue from 'p-queue';
import { useBackend } from '../../src/classifier/backend.js';
import { createProgress } from '../data/progress.js';
import { sourceDigest } from '../data/source-digest.js';
import type { TrainingClip } from './clip-weights.js';
import { readCheckpoint, type Checkpoint } from './checkpoint.js';
import { SPECTROGRAM_TRAINING } from './spectrogram-settings.js';
import { STATISTICS_TRAINING } from './statistics-settings.js';

/** A clip of a training run; `example` is the file that describes it. */
export interface RunClip extends Omit<TrainingClip, 'example'> {
  example: string;
}

/** A network to train. */
export interface TrainingPlan {
  kind: Checkpoint['kind'];
  /** Seed of everything random; a whole number. */
  seed: number;
  train: readonly RunClip[];
  /** Clips whose loss and accuracy are watched meanwhile. */
  watch: readonly RunClip[];
  /** Whether all corpora count alike, rather than as `weight` and `share` in the settings say. */
  isEven: boolean;
}

/** What the process that trains is told. */
export interface TrainingRun extends TrainingPlan {
  /** File to write the checkpoint to. */
  output: string;
}

/** What that process tells after each epoch. */
export interface TrainingProgress {
  epoch: number;
  epochs: number;
}

/** How long an epoch takes, relative to each other: for the time left. */
const EFFORT = { statistics: 3, spectrogram: 6 } as const;
const EPOCHS = { statistics: STATISTICS_TRAINING.epochs, spectrogram: SPECTROGRAM_TRAINING.epochs } as const;

/**
 * Trains networks, as many at a time as there are cores, each in a process of its own. What an earlier run has
 * finished is taken from its files.
 *
 * @param dir - Holds the checkpoints; must exist.
 * @returns The checkpoints, in the order of the plans.
 * @throws {Error} if tfjs-node does not load, or if a process fails; what others finished is kept.
 */
export async function runTraining(
  title: string,
  plans: readonly TrainingPlan[],
  dir: string,
): Promise<Checkpoint[]> {
  const sources = await sourcesByKind();
  const runs = plans.map((plan): TrainingRun => ({
    ...plan,
    output: join(dir, `${plan.kind}-${keyOf(plan, sources[plan.kind])}`),
  }));
  const open = runs.filter(({ output }) => !existsSync(output));
  if (open.length > 0) {
    await requireTensorflow();
    const progress = createProgress(
      title,
      open.reduce((sum, { kind }) => sum + EFFORT[kind] * EPOCHS[kind], 0),
    );
    let done = 0;
    const queue = new PQueue({ concurrency: availableParallelism() });
    try {
      const advance = ({ kind }: TrainingRun): void => {
        progress.update((done += EFFORT[kind]));
      };
      await queue.addAll(
        open.map(
          (run) => () =>
            runInProcess(run, () => {
              advance(run);
            }),
        ),
      );
    } finally {
      queue.clear();
      progress.stop();
    }
  }
  return Promise.all(runs.map(({ output }) => readCheckpoint(output)));
}

/** WebAssembly has no gradient of a convolution. */
async function requireTensorflow(): Promise<void> {
  try {
    await useBackend('tensorflow');
  } catch (cause) {
    throw new Error(
      'Training needs @tensorflow/tfjs-node, an optional dependency that does not load here: try npm rebuild @tensorflow/tfjs-node',
      { cause },
    );
  }
}

/**
 * One thread each: as many networks are trained side by side, and sums in another order would differ. GNU's allocator
 * is told to keep memory instead of giving it back and fetching it again at each step: a tenth of the time.
 */
const ONE_CORE = {
  OMP_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  MALLOC_MMAP_THRESHOLD_: String(2 ** 32),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 33),
};

function runInProcess(run: TrainingRun, onEpoch: () => void): Promise<void> {
  const child = fork(new URL('./training-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
    env: { ...process.env, ...ONE_CORE },
  });
  return new Promise((resolve, reject) => {
    child.on('message', onEpoch);
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`training ${run.kind} ${run.seed} ended with code ${code}`));
    });
    child.send(run);
  });
}

/** Digests, one for each kind of network, of the code and the settings that it is trained by. */
async function sourcesByKind(): Promise<Record<Checkpoint['kind'], string>> {
  const digest = (setup: string): Promise<string> =>
    sourceDigest(new URL('./fit.ts', import.meta.url), new URL(setup, import.meta.url));
  return {
    statistics: await digest('./statistics-setup.ts'),
    spectrogram: await digest('./spectrogram-setup.ts'),
  };
}

/** A digest that changes with anything that a training run depends on. */
function keyOf({ seed, train, isEven }: TrainingPlan, sources: string): string {
  // The example's folder is named after what it was computed from.
  const names = train.map(({ example }) => join(basename(dirname(example)), basename(example)));
  const facts = { sources, seed, isEven, names };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 12);
}
