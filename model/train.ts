import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useBackend } from '../src/classifier/backend.js';
import type { ModelMetadata } from '../src/classifier/metadata.js';
import { EMOTIONS } from '../src/domain/emotions.js';
import { MIN_SEC } from '../src/features/frames.js';
import { FUNCTIONAL_COUNT } from '../src/features/functionals.js';
import { FEATURE_SETTINGS } from '../src/features/settings.js';
import { packageRoot } from '../src/package-root.js';
import { buildLayersModel } from './architecture.js';
import { writeJson, writeLayersModel } from './artefact-files.js';
import { fitSharpness, fitThresholds } from './calibrate.js';
import { loadCorpus } from './corpus.js';
import { crossValidate, type CrossValidation } from './cross-validate.js';
import { memberLogits, RECIPE, trainMembers, type Corpus, type Members } from './recipe.js';
import { createProgress } from './progress.js';
import { FOLD_NAMES } from './split.js';

/** Longest stretch that is heard as one, and from one to the next, in seconds: every training clip fits in one. */
const WINDOWING = { windowSec: 6, hopSec: 3, minSec: MIN_SEC };

/** Trains the model on all speakers and writes it to `model/artefacts`; thresholds come from held-out speakers. */
async function train(): Promise<void> {
  const corpus = await loadCorpus();
  if (!corpus) return;
  await useBackend('auto');
  const progress = createProgress('Training', FOLD_NAMES.length + 1);
  let fits = 0;
  const fit = (part: Corpus, indices: readonly number[]): Members => {
    const members = trainMembers(part, indices);
    progress.update((fits += 1));
    return members;
  };
  const heldOut = crossValidate(corpus, (part, indices) => {
    const members = fit(part, indices);
    return (clip) => memberLogits(members, part.examples.functionals(clip, 0));
  });
  const members = fit(corpus, [...corpus.clips.keys()]);
  progress.stop();
  await write(corpus, members, heldOut);
}

async function write(corpus: Corpus, members: Members, heldOut: CrossValidation): Promise<void> {
  const dir = join(packageRoot(), 'model', 'artefacts');
  const sharpness = fitSharpness(heldOut);
  const confidence = fitThresholds(heldOut, sharpness);
  const model = buildLayersModel({ ...members, sharpness });
  const digest = await writeLayersModel(model, dir);
  const metadata: ModelMetadata = {
    version: `1.0.0+${digest.slice(0, 8)}`,
    labels: [...EMOTIONS],
    features: { ...FEATURE_SETTINGS },
    input: { kind: 'functionals', count: FUNCTIONAL_COUNT },
    ...WINDOWING,
    normalisation: 'by the first two layers of the model: standard scores, clipped to 4 standard deviations',
    confidence: confidence.thresholds,
    training: {
      data: 'RAVDESS audio-only speech and song (doi 10.1371/journal.pone.0196391), without actors 01, 04, 09 and 22',
      clips: corpus.clips.length,
      speakers: new Set(corpus.clips.map(({ speaker }) => speaker)).size,
      recipe: RECIPE,
      sharpness,
      heldOutSpeakers: {
        protocol: 'folds A to D by speaker, RAVDESS speech; unweighted average recall of 8 emotions',
        recall: heldOut.recall,
        meanRecall: heldOut.meanRecall,
        notUnsure: confidence.notUnsure,
        sure: confidence.sure,
      },
    },
  };
  await writeJson(join(dir, 'metadata.json'), metadata);
  model.dispose();
  process.stdout.write(
    `Wrote model ${metadata.version} to model/artefacts. Held-out recall: ${heldOut.meanRecall.toFixed(3)}.\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await train();
