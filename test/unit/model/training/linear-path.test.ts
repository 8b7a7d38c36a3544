import { expect, it } from 'vitest';
import { EMOTIONS } from '../../../../src/domain/emotions.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { fitLinearPath } from '../../../../model/training/linear-path.js';

const INPUTS = 5;

/** Rows around a point of their own for each emotion. */
function sample(emotions: readonly number[]): { rows: Float32Array[]; labels: number[] } {
  const random = createRandom('linear path');
  const labels = Array.from({ length: 200 }, (_, i) => emotions[i % emotions.length]!);
  const rows = labels.map((label) =>
    Float32Array.from({ length: INPUTS }, (_, k) => random.normal(k === label % INPUTS ? 2 : 0, 1)),
  );
  return { rows, labels };
}

function logitsOf([kernel, bias]: ReturnType<typeof fitLinearPath>, row: Float32Array): number[] {
  return EMOTIONS.map((_, k) =>
    row.reduce((sum, value, i) => sum + value * kernel!.values[i * EMOTIONS.length + k]!, bias!.values[k]!),
  );
}

it('the straight way finds the emotions that it was fitted to, and says nothing of others', () => {
  const known = [0, 2, 3];
  const { rows, labels } = sample(known);
  const weights = fitLinearPath(rows, labels);
  expect(weights.map(({ name, shape }) => [name, shape])).toEqual([
    ['linear/kernel', [INPUTS, EMOTIONS.length]],
    ['linear/bias', [EMOTIONS.length]],
  ]);
  const answers = rows.map((row) => logitsOf(weights, row));
  const right = answers.filter((logits, i) => logits.indexOf(Math.max(...logits)) === labels[i]).length;
  expect(right / rows.length).toBeGreaterThan(0.85);
  for (const logits of answers) {
    expect(logits.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
    EMOTIONS.forEach((_, k) => {
      if (!known.includes(k)) expect(logits[k]).toBe(0);
    });
  }
});
