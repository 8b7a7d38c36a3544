import { join } from 'node:path';
import { packageRoot } from '../../src/process/package-root.js';
import { datasetDir, findLabelledClips, type CorpusClip } from './labelled-clips.js';
import { describeClips } from './describe-clips.js';
import { RECIPE } from '../recipe.js';

/** Clips with what was computed for them; `examples[i]` is the file that describes `clips[i]`. */
export interface Corpus {
  clips: readonly CorpusClip[];
  examples: readonly string[];
}

/** The folder of what runs that were stopped, or that are repeated, need not do again; not part of the repository. */
export function checkpointDir(): string {
  return join(packageRoot(), 'model', 'checkpoints');
}

/**
 * Loads all clips that there are and describes them for training.
 *
 * @returns `undefined`, after saying why on standard error, where there are none.
 */
export async function loadCorpus(): Promise<Corpus | undefined> {
  const folder = datasetDir();
  const clips = (await findLabelledClips(folder)) ?? [];
  if (clips.length === 0) {
    process.stderr.write(
      `Skipped: there are no labelled clips below ${folder}. Set DATASET_DIR to a folder with the corpora, or with ` +
        'one sub-folder of clips per emotion.\n',
    );
    return undefined;
  }
  const examples = await describeClips(clips, {
    title: 'Describing clips',
    all: clips,
    cacheDir: checkpointDir(),
    seed: RECIPE.seed,
  });
  return { clips, examples };
}
