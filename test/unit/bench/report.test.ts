import { describe, expect, it } from 'vitest';
import { linesAsMarkdown, linesAsTable } from '../../../bench/report.js';
import { isOnTarget, type BenchLine, type Result } from '../../../bench/result.js';

const result = (overrides: Partial<Result>): Result => ({
  what: 'a thing',
  value: 2,
  unit: '×',
  detail: '2 against 1',
  ...overrides,
});

describe('isOnTarget', () => {
  it.each([
    [2, { most: 2 }, true],
    [2.01, { most: 2 }, false],
    [150, { least: 150 }, true],
    [149, { least: 150 }, false],
    [9, undefined, undefined],
  ])('%d with a target of %o: %s', (value, target, met) => {
    expect(isOnTarget(result({ value, ...(target && { target }) }))).toBe(met);
  });
});

describe('the tables', () => {
  const lines: BenchLine[] = [
    result({ what: 'met', target: { most: 2.5 } }),
    result({ what: 'missed', value: 41.3, unit: 'MB', target: { most: 40 } }),
    result({ what: 'told', value: 1.234 }),
    { what: 'absent', skipped: 'not here' },
  ];

  it('say what was reached, what it should be, and what has no figure', () => {
    expect(linesAsMarkdown(lines).split('\n').slice(2)).toEqual([
      '| met | 2.00 × | ≤ 2.5 | met | 2 against 1 |',
      '| missed | 41 MB | ≤ 40 | missed | 2 against 1 |',
      '| told | 1.23 × |  |  | 2 against 1 |',
      '| absent | - |  | skipped | not here |',
    ]);
  });

  it('say the same in the terminal', () => {
    const text = linesAsTable(lines);
    for (const word of ['2.00 ×', '≤ 2.5', '41 MB', '1.23 ×', 'skipped']) expect(text).toContain(word);
  });
});
