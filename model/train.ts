import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useBackend } from '../src/classifier/backend.js';
import type { ModelMetadata } from '../src/classifier/metadata.js';
import { EMOTIONS } from '../src/domain/emotions.js';
import { MIN_SEC } from '../src/features/frames.js';
import { FEATURE_SETTINGS } from '../src/features/settings.js';
import { VOICE_INPUT_SHAPES } from '../src/features/voice-input.js';
import { packageRoot } from '../src/process/package-root.js';
import { writeJson, writeLayersModel } from './training/write-artefacts.js';
import { fitThresholds, outcomeAt } from './evaluation/calibration.js';
import { loadCorpus, type Corpus } from './data/corpus.js';
import {
  foldPlans,
  heldOutAnswers,
  nestedFusions,
  scoreFolds,
  SHIPPED_MEMBERS,
  shippedPlan,
} from './evaluation/folds.js';
import { fitFusion, fuseAnswers } from './evaluation/fusion.js';
import { isTrainedOn, RECIPE } from './recipe.js';
import { hasRavdessFolds } from './data/split.js';
import { trainEnsembles, type Ensemble } from './training/ensemble.js';
import { buildVoiceModel } from './voice-model.js';

/** How clips are cut, in seconds: sentences are heard whole, and no emotion of a longer clip is drowned by others. */
const WINDOWING = { wholeSec: 6, pieceSec: 1.5, minSec: MIN_SEC };

/**
 * Trains the model on all speakers and writes it to `model/artefacts`. How much to believe it comes from models that
 * are trained alike but for the speakers of one fold.
 */
async function train(): Promise<void> {
  const corpus = await loadCorpus();
  if (!corpus) return;
  const folds = foldPlans(corpus.clips);
  const ensembles = await trainEnsembles('Training', corpus, [...folds, shippedPlan(corpus.clips)]);
  await useBackend('auto');
  await write(corpus, ensembles.at(-1)!, ensembles.slice(0, -1));
}

async function write(corpus: Corpus, shipped: Ensemble, foldEnsembles: readonly Ensemble[]): Promise<void> {
  const dir = join(packageRoot(), 'model', 'artefacts');
  const heldOut = await heldOutAnswers(corpus, foldEnsembles, 'speech');
  const answers = heldOut.flatMap(({ answers }) => answers);
  const fusion = fitFusion(answers, SHIPPED_MEMBERS);
  const fused = fuseAnswers(answers, SHIPPED_MEMBERS, fusion);
  const confidence = fitThresholds(fused);
  const scores = scoreFolds(heldOut, EMOTIONS, nestedFusions(heldOut));
  const model = buildVoiceModel(shipped, fusion);
  const { digest, bytes } = await writeLayersModel(model, dir);
  const clips = corpus.clips.filter(isTrainedOn);
  const metadata: ModelMetadata = {
    version: `2.0.0+${digest.slice(0, 8)}`,
    weightsSha256: digest,
    labels: [...EMOTIONS],
    features: { ...FEATURE_SETTINGS },
    inputs: VOICE_INPUT_SHAPES,
    ...WINDOWING,
    normalisation:
      'recordings are brought to one level and bands lose their means in src/features; scaling and clipping are layers',
    confidence,
    training: {
      data: Object.fromEntries(
        [...new Set(clips.map(({ corpus }) => corpus))].map((name) => [
          name,
          clips.filter(({ corpus }) => corpus === name).length,
        ]),
      ),
      speakers: new Set(clips.map(({ speaker }) => speaker)).size,
      recipe: RECIPE,
      fusion,
      heldOutSpeakers: {
        protocol: hasRavdessFolds(clips)
          ? 'folds A to D by speaker, RAVDESS speech; unweighted average recall of 8 emotions'
          : 'four folds, by speaker where there are four; unweighted average recall',
        ...scores,
        notUnsure: outcomeAt(fused, confidence.unsureBelow),
        sure: outcomeAt(fused, confidence.sureFrom),
      },
    },
  };
  await writeJson(join(dir, 'metadata.json'), metadata);
  model.dispose();
  process.stdout.write(
    `Wrote model ${metadata.version}, ${(bytes / 1e6).toFixed(1)} MB, to model/artefacts. ` +
      `Held-out recall: ${scores.mean.toFixed(3)}.\n`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await train();
