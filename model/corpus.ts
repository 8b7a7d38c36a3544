import { join } from 'node:path';
import { packageRoot } from '../src/package-root.js';
import { datasetDir, listClips } from './dataset.js';
import { loadExamples } from './examples.js';
import { createProgress } from './progress.js';
import { RECIPE, type Corpus } from './recipe.js';

/**
 * Loads the clips that the shipped model learns from, RAVDESS speech and song and plain folders, with their inputs.
 *
 * @returns `undefined`, after saying why on standard error, where the corpora are absent.
 */
export async function loadCorpus(): Promise<Corpus | undefined> {
  const folder = datasetDir();
  const all = await listClips(folder);
  // TESS, two speakers and one sentence, did not help. nEMO lacks two of the emotions, which learning from it would
  // have to leave out of account: yet to be tried.
  const clips = all?.filter(({ corpus }) => corpus === 'ravdess' || corpus === 'folder') ?? [];
  if (clips.length === 0) {
    process.stderr.write(
      `No RAVDESS clips below ${folder}: nothing to do. Set DATASET_DIR to the corpora.\n`,
    );
    return undefined;
  }
  const progress = createProgress('Describing clips', clips.length);
  const examples = await loadExamples(clips, {
    copies: RECIPE.copies,
    seed: RECIPE.seed,
    cacheDir: join(packageRoot(), 'model', 'checkpoints'),
    onProgress: progress.update,
  });
  progress.stop();
  return { clips, examples };
}
