import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { EMOTIONS } from '../src/domain/emotions.js';
import { packageRoot } from '../src/package-root.js';
import { writeJson } from './artefact-files.js';
import { loadCorpus } from './corpus.js';
import { crossValidate, type CrossValidation, type Fit } from './cross-validate.js';
import { fitLda, logits } from './lda.js';
import { argMax, confusionMatrix } from './metrics.js';
import { fitNormaliser, normalise } from './normaliser.js';
import { createProgress } from './progress.js';
import { labelOf, memberLogits, RECIPE, trainMembers, type Corpus } from './recipe.js';
import { FOLD_NAMES } from './split.js';

/** The recipe of the shipped model. */
const fitRecipe: Fit = (corpus, train) => {
  const members = trainMembers(corpus, train);
  return (clip) => memberLogits(members, corpus.examples.functionals(clip, 0));
};

/** The baseline: a discriminant on 40 cepstral means of speech, without augmented copies. */
const fitBaseline: Fit = ({ clips, examples }, train) => {
  const speech = train.filter((clip) => clips[clip]!.channel === 'speech');
  const rows = speech.map((clip) => examples.baseline(clip));
  const normaliser = fitNormaliser(rows);
  const labels = speech.map((clip) => labelOf(clips[clip]!));
  const scaled = rows.map((row) => normalise(row, normaliser));
  const discriminant = fitLda({ rows: scaled, labels }, EMOTIONS.length, RECIPE.shrinkage);
  return (clip) => logits(discriminant, normalise(examples.baseline(clip), normaliser));
};

/** Tests the recipe and the baseline on speakers that neither has heard; prints a table and writes a report. */
async function evaluate(): Promise<void> {
  const corpus = await loadCorpus();
  if (!corpus) return;
  const results = {
    baseline: run('40 cepstral means', corpus, fitBaseline),
    recipe: run('Functionals', corpus, fitRecipe),
  };
  process.stdout.write(`${tableOf(results)}\n`);
  const dir = join(packageRoot(), 'model', 'report');
  await mkdir(dir, { recursive: true });
  await writeJson(join(dir, 'evaluation.json'), {
    protocol:
      'RAVDESS speech, folds A to D by speaker; unweighted average recall of 8 emotions; chance is 0.125',
    clips: results.recipe.truth.length,
    baseline: reportOf(results.baseline),
    model: reportOf(results.recipe),
  });
}

function run(title: string, corpus: Corpus, fit: Fit): CrossValidation {
  const progress = createProgress(title, FOLD_NAMES.length);
  const result = crossValidate(corpus, fit, (fold) => {
    progress.update(FOLD_NAMES.indexOf(fold));
  });
  progress.update(FOLD_NAMES.length);
  progress.stop();
  return result;
}

function tableOf({ baseline, recipe }: Record<'baseline' | 'recipe', CrossValidation>): string {
  const table = new Table({ head: ['Recall', ...FOLD_NAMES, 'Mean'], style: { head: [], border: [] } });
  const row = (title: string, { recall, meanRecall }: CrossValidation): string[] => [
    title,
    ...FOLD_NAMES.map((fold) => recall[fold].toFixed(3)),
    meanRecall.toFixed(3),
  ];
  table.push(row('40 cepstral means', baseline), row('Functionals (shipped recipe)', recipe));
  return table.toString();
}

function reportOf({ recall, meanRecall, logits: rows, truth }: CrossValidation): object {
  const confusion = confusionMatrix(truth, rows.map(argMax), EMOTIONS.length);
  const perEmotion = confusion.map((row, c) => [EMOTIONS[c], row[c]! / row.reduce((sum, n) => sum + n, 0)]);
  return {
    recall,
    meanRecall,
    recallPerEmotion: Object.fromEntries(perEmotion) as object,
    labels: EMOTIONS,
    confusion,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await evaluate();
