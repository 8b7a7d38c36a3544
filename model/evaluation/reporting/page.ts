import type { DomainResult, Evaluation } from '../result.js';
import { FOLD_NAMES } from '../../data/split.js';
import type { ReportPicture } from './card.js';
import { markdownTable as table } from './markdown.js';
import { capitalised, formatCount, formatPoints, formatScore } from './format.js';
import {
  conditionScore,
  formatBaseline,
  formatTarget,
  formatValue,
  headlineScores,
  isMet,
  promisedScores,
  verdict,
} from './scores.js';

/** The page of the report, in Markdown. */
export function reportPage(evaluation: Evaluation, pictures: readonly ReportPicture[]): string {
  const { version, seeds, speech, song, conditions, transfer, reference, confidence, falseAlarms } =
    evaluation;
  const show = (...names: string[]): string =>
    names
      .flatMap((name) => pictures.filter((picture) => picture.name === name))
      .map(({ name, altText }) => `![${altText}](${name}.png)`)
      .join('\n\n');
  const sections = [
    `# How well the model hears: ${version}`,
    'Written by `npm run evaluate`; the figures are in [`evaluation.json`](evaluation.json), each picture is there as ' +
      'SVG too. What the model is and is not for: [`MODEL_CARD.md`](../MODEL_CARD.md).',
    outcome(evaluation),
    table(
      ['', 'reached', 'baseline', 'target', ''],
      headlineScores(evaluation).map((score) => [
        score.title,
        formatValue(score),
        formatBaseline(score),
        formatTarget(score),
        verdict(score),
      ]),
    ),
    'Recall is the unweighted average over emotions; chance among eight is 0.125, and people who only hear these clips ' +
      'reach about 0.60. Each fold’s speakers are judged by models that have not heard them, neither speaking nor ' +
      'singing; how networks are put together and how probabilities are scaled is fitted on the other folds. ' +
      `Figures are means over pairs of seeds ${seeds.join(', ')}, ± their standard deviation (pairs overlap, so it is a little too ` +
      'small); pictures show the pair that is shipped. The baseline is a linear discriminant on the means of 40 ' +
      'cepstral coefficients.',
    '## Speech',
    foldTable(speech),
    show('confusion-speech', 'classification-speech', 'recall-speech'),
    groupTable(speech),
    '## Song',
    'Six emotions are sung; the model is asked for the likeliest of those.',
    foldTable(song),
    show('confusion-song', 'classification-song', 'recall-song'),
    groupTable(song),
    '## Probabilities',
    `${percent(confidence.notUnsure.share)} of the spoken clips are not called unsure, and ` +
      `${percent(confidence.notUnsure.accuracy)} of those are right; ${percent(confidence.sure.share)} are called sure, and ` +
      `${percent(confidence.sure.accuracy)} of those are right. Thresholds are fitted on the other folds.`,
    show('reliability'),
    '## Worse channels',
    'The same clips, degraded by real codecs, noise, rooms and gain; see `model/conditions`.',
    table(
      ['channel', 'recall', 'points lost', 'allowed', ''],
      conditions.map((condition) => [
        condition.title,
        formatScore(condition.recall),
        formatPoints(condition.drop),
        condition.allowedDrop === undefined ? '–' : formatPoints(condition.allowedDrop),
        verdict(conditionScore(condition)),
      ]),
    ),
    show('robustness'),
    '## Other recordings, another language',
    table(
      ['', 'clips', 'recall', 'baseline', 'chance'],
      transfer.map(({ title, clips, recall, baseline, labels }) => [
        title,
        formatCount(clips),
        formatScore(recall),
        formatScore(baseline),
        formatScore(1 / labels.length),
      ]),
    ),
    show(...transfer.map((_, i) => `confusion-transfer-${i + 1}`)),
    '## The reference project’s protocol',
    `${capitalised(reference.title)}: macro F1 ${formatScore(reference.macroF1)} over ${formatCount(reference.clips)} clips ` +
      `(baseline ${formatScore(reference.baselineMacroF1)}; the reference project published ${reference.published.toFixed(2)}). ` +
      'Since speakers and sentences are on both sides, this says little of new voices.',
    '## Is there a voice at all?',
    `No voice was heard in ${falseAlarms.unheard} of ${formatCount(falseAlarms.clips)} clips of the corpora, each of which holds one.`,
    '## Training',
    show('learning-loss', 'learning-accuracy'),
    '## The model',
    show('model-summary'),
    '## Again',
    '`npm run evaluate` trains every network anew and writes this folder; it needs the corpora at `DATASET_DIR` ' +
      '(see [`MODEL_CARD.md`](../MODEL_CARD.md)). The same figures give the same files.',
  ];
  return `${sections.join('\n\n')}\n`;
}

function foldTable({ title, model, baseline }: DomainResult): string {
  return table(
    [title, ...FOLD_NAMES.map((fold) => `fold ${fold}`), 'mean', 'over seeds'],
    [
      [
        'baseline',
        ...FOLD_NAMES.map((fold) => formatScore(baseline.folds[fold])),
        formatScore(baseline.mean),
        '–',
      ],
      [
        'this model',
        ...FOLD_NAMES.map((fold) => formatScore(model.folds[fold])),
        formatScore(model.mean),
        `± ${formatScore(model.spread)}`,
      ],
    ],
  );
}

function groupTable({ perGroup }: DomainResult): string {
  return table(
    ['voices', 'clips', 'recall'],
    perGroup.map(({ group, clips, recall }) => [group, formatCount(clips), formatScore(recall)]),
  );
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/** Whether targets are met, in words. */
function outcome(evaluation: Evaluation): string {
  const promised = promisedScores(evaluation);
  const missed = promised.filter((score) => !isMet(score));
  if (missed.length === 0) return `All ${promised.length} targets are met, those of worse channels included.`;
  return [
    `**${missed.length} of ${promised.length} targets ${missed.length === 1 ? 'is' : 'are'} missed**, those of worse channels included:\n`,
    ...missed.map(
      (score) => `- ${score.title}: ${formatValue(score)}, to be ${formatTarget(score)}; ${verdict(score)}`,
    ),
  ].join('\n');
}
