import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../model/evaluation/result.js';
import { formatScore } from '../../model/evaluation/reporting/format.js';
import { packageRoot } from '../../src/process/package-root.js';

const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), 'utf8');
const evaluation = JSON.parse(read('model', 'report', 'evaluation.json')) as Evaluation;
const metadata = JSON.parse(read('model', 'artefacts', 'metadata.json')) as { version: string };

describe('what the documents say of the model', () => {
  it('was found with the model that is shipped', () => {
    expect(evaluation.version).toBe(metadata.version);
  });

  it('is the mean recall of the report in the README', () => {
    const text = read('README.md');
    for (const { model } of [evaluation.speech, evaluation.song]) {
      expect(text).toContain(`**${formatScore(model.mean)}**`);
    }
  });

  it('is every fold of the report in the model card', () => {
    const text = read('model/MODEL_CARD.md');
    for (const { model, baseline } of [evaluation.speech, evaluation.song]) {
      for (const { folds, mean } of [model, baseline]) {
        const row = [...Object.values(folds).map(formatScore), formatScore(mean)];
        const cells = row.map((score) => `\\**${score.replace('.', '\\.')}\\**`).join('\\s*\\|\\s*');
        expect(text).toMatch(new RegExp(cells));
      }
    }
  });
});
