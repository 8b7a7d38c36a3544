import Table from 'cli-table3';
import { formatPercent } from '../../../src/domain/format.js';
import type { DomainResult, Evaluation, SensitivityResult } from '../result.js';
import { FOLD_NAMES } from '../../data/split.js';
import { formatCount, formatPoints, formatScore } from './format.js';
import {
  conditionScore,
  formatBaseline,
  formatTarget,
  formatValue,
  headlineScores,
  verdict,
} from './scores.js';

/** The figures as tables for a terminal. */
export function printSummary(evaluation: Evaluation): string {
  return [
    table(
      ['', 'Reached', 'Baseline', 'Target', ''],
      headlineScores(evaluation).map((score) => [
        score.title,
        formatValue(score),
        formatBaseline(score),
        formatTarget(score),
        verdict(score),
      ]),
    ),
    ...[evaluation.speech, evaluation.song].map(foldTable),
    table(
      ['Channel', 'Recall', 'Points lost', 'Allowed', ''],
      evaluation.conditions.map((condition) => {
        const score = conditionScore(condition);
        return [
          condition.title,
          formatScore(condition.recall),
          formatPoints(condition.drop),
          condition.allowedDrop === undefined ? '–' : formatPoints(condition.allowedDrop),
          verdict(score),
        ];
      }),
    ),
    ...(evaluation.sensitivity ? [sensitivityTable(evaluation.sensitivity)] : []),
    table(
      ['Other corpora', 'Clips', 'Recall', 'Baseline', 'Chance'],
      evaluation.transfer.map(({ title, clips, recall, baseline, labels }) => [
        title,
        formatCount(clips),
        formatScore(recall),
        formatScore(baseline),
        formatScore(1 / labels.length),
      ]),
    ),
  ].join('\n');
}

/** For each fault and corpus the points that are lost, the answers that are others, and the clips that are refused. */
export function sensitivityTable(results: readonly SensitivityResult[]): string {
  return table(
    [
      'Points lost, answers flipped, clips refused',
      ...(results[0]?.corpora ?? []).map(({ corpus }) => corpus),
    ],
    results.map(({ title, corpora }) => [
      title,
      ...corpora.map(
        ({ lost, flips, refused }) => `${formatPoints(lost)}, ${formatPercent(flips)}, ${refused}`,
      ),
    ]),
  );
}

function foldTable({ title, model, baseline }: DomainResult): string {
  return table(
    [title, ...FOLD_NAMES, 'Mean'],
    [
      [
        'means of 40 cepstral coefficients',
        ...FOLD_NAMES.map((f) => formatScore(baseline.folds[f])),
        formatScore(baseline.mean),
      ],
      ['this model', ...FOLD_NAMES.map((f) => formatScore(model.folds[f])), formatScore(model.mean)],
    ],
  );
}

function table(head: string[], rows: string[][]): string {
  const made = new Table({ head, style: { head: [], border: [] } });
  made.push(...rows);
  return made.toString();
}
