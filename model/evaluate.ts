import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { useBackend } from '../src/classifier/backend.js';
import { packageRoot } from '../src/process/package-root.js';
import { fitThresholds, outcomeAt } from './evaluation/calibration.js';
import { loadCorpus, type Corpus } from './data/corpus.js';
import { datasetDir, findLabelledClips } from './data/labelled-clips.js';
import type { Evaluation, LearningCurve } from './evaluation/result.js';
import { RECIPE } from './recipe.js';
import { printSummary, sensitivityTable } from './evaluation/reporting/print-summary.js';
import { writeReport } from './evaluation/reporting/write-report.js';
import { scoreBaseline } from './evaluation/baseline.js';
import { scoreRobustness } from './evaluation/robustness.js';
import { scoreSensitivity } from './evaluation/sensitivity.js';
import { emotionsOf, scoreDomain } from './evaluation/domain.js';
import { loadFacts, type ClipFacts } from './evaluation/clip-facts.js';
import {
  foldPlans,
  heldOutAnswers,
  nestedAnswers,
  nestedFusions,
  type FoldAnswers,
} from './evaluation/folds.js';
import { fitFusion } from './evaluation/fusion.js';
import { summariseModel } from './evaluation/model-summary.js';
import { referencePlan, scoreReference, scoreTransfer, transferPlans } from './evaluation/transfer.js';
import { FOLD_NAMES, foldSplit } from './data/split.js';
import { trainEnsembles, type Ensemble } from './training/ensemble.js';

/** Judges the recipe on speakers, channels and corpora that it was not trained on; prints tables, writes a report. */
async function evaluate(): Promise<void> {
  if (process.argv.includes('sensitivity')) return evaluateSensitivity();
  const corpus = await loadCorpus();
  if (!corpus) return;
  const missing = FOLD_NAMES.filter((fold) => foldSplit(corpus.clips, fold).test.length === 0);
  if (missing.length > 0) {
    process.stderr.write(`Skipped: there are no RAVDESS clips of fold ${missing.join(', ')}.\n`);
    return;
  }
  const evaluation = await judge(corpus);
  process.stdout.write(`${printSummary(evaluation)}\n`);
  await writeReport(evaluation, join(packageRoot(), 'model', 'report'));
}

/** `npm run evaluate sensitivity`: the shipped model alone, in minutes rather than hours. */
async function evaluateSensitivity(): Promise<void> {
  const clips = (await findLabelledClips(datasetDir())) ?? [];
  process.stdout.write(`${sensitivityTable(await scoreSensitivity(clips))}\n`);
}

async function judge(corpus: Corpus): Promise<Evaluation> {
  const { clips } = corpus;
  const folds = foldPlans(clips);
  const transfers = transferPlans(clips);
  const reference = referencePlan(clips);
  const ensembles = await trainEnsembles('Training', corpus, [...folds, ...transfers, reference]);
  await useBackend('auto');
  const foldEnsembles = ensembles.slice(0, folds.length);
  const facts = await loadFacts(corpus);
  const speech = await heldOutAnswers(corpus, foldEnsembles, 'speech');
  const song = await heldOutAnswers(corpus, foldEnsembles, 'song');
  const fusions = nestedFusions(speech);
  const fusion = fitFusion(
    speech.flatMap(({ answers }) => answers),
    [0],
  );
  const domain = (title: string, channel: 'speech' | 'song', answers: readonly FoldAnswers[]) => {
    const labels = emotionsOf(
      clips,
      answers.flatMap((fold) => fold.answers.map(({ clip }) => clip)),
    );
    const baseline = scoreBaseline(clips, facts.baseline, channel, labels);
    return scoreDomain(title, clips, answers, fusions, baseline);
  };
  const transferred: Evaluation['transfer'][number][] = [];
  for (const [i, plan] of transfers.entries()) {
    const ensemble = ensembles[folds.length + i]!;
    transferred.push(await scoreTransfer(plan, ensemble, corpus, facts.baseline, fusion));
  }
  const spoken = domain('RAVDESS speech', 'speech', speech);
  return {
    ...(await summariseModel(join(packageRoot(), 'model', 'artefacts'))),
    seeds: RECIPE.seeds.map(String),
    curves: curvesOf(foldEnsembles),
    speech: spoken,
    song: domain('RAVDESS song', 'song', song),
    confidence: scoreConfidence(nestedAnswers(speech, fusions[0]!)),
    conditions: await scoreRobustness(corpus, foldEnsembles, spoken.model.mean, fusions),
    sensitivity: await scoreSensitivity(clips),
    transfer: transferred,
    reference: await scoreReference(reference, ensembles.at(-1)!, corpus, facts.baseline, fusion),
    falseAlarms: falseAlarmsOf(facts),
  };
}

/** Learning curves of the networks of the first seed. */
function curvesOf(ensembles: readonly Ensemble[]): LearningCurve[] {
  return FOLD_NAMES.flatMap((fold, f) =>
    (['spectrogram', 'statistics'] as const).map((kind) => ({
      title: `Network on ${kind === 'statistics' ? 'functionals' : 'spectrograms'}, fold ${fold}`,
      epochs: ensembles[f]![kind][0]!.curve.flatMap(({ heldOutLoss, heldOutAccuracy, ...point }) =>
        heldOutLoss === undefined || heldOutAccuracy === undefined
          ? []
          : [{ ...point, heldOutLoss, heldOutAccuracy }],
      ),
    })),
  );
}

/** What the words of confidence come to, with thresholds that were fitted on the other folds. */
function scoreConfidence(nested: ReturnType<typeof nestedAnswers>): Evaluation['confidence'] {
  const judged = nested.flatMap(({ fold, answers }) => {
    const others = nested.filter((each) => each.fold !== fold).flatMap((each) => each.answers);
    const { unsureBelow, sureFrom } = fitThresholds(others);
    return {
      clips: answers.length,
      notUnsure: outcomeAt(answers, unsureBelow),
      sure: outcomeAt(answers, sureFrom),
    };
  });
  const total = judged.reduce((sum, { clips }) => sum + clips, 0);
  const overall = (word: 'notUnsure' | 'sure') => {
    const reaching = judged.reduce((sum, fold) => sum + fold.clips * fold[word].share, 0);
    const right = judged.reduce((sum, fold) => sum + fold.clips * fold[word].share * fold[word].accuracy, 0);
    return { share: reaching / total, accuracy: right / Math.max(1, reaching) };
  };
  return { notUnsure: overall('notUnsure'), sure: overall('sure') };
}

/** Clips in which no voice was heard, though all hold one. */
function falseAlarmsOf({ voiceActivity }: ClipFacts): Evaluation['falseAlarms'] {
  return { clips: voiceActivity.length, unheard: voiceActivity.filter((share) => share === 0).length };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await evaluate();
