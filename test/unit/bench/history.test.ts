import { describe, expect, it } from 'vitest';
import { withRecord, type Recorded } from '../../../bench/history.js';

const HEAD = '# History\n\nWords.\n';

const run = (overrides: Partial<Recorded>): Recorded => ({
  commit: 'abc1234',
  date: '2026-01-31',
  machine: 'a machine',
  lines: [{ what: 'a thing', value: 2, unit: '×', detail: 'of parts' }],
  ...overrides,
});

const headings = (history: string) => history.match(/^## .*$/gm);

describe('withRecord', () => {
  it('begins with the page’s own words, and tells commit, day, machine and table', () => {
    const history = withRecord(HEAD, run({}));
    expect(history.startsWith(HEAD)).toBe(true);
    expect(history).toContain('\n## abc1234, 2026-01-31\n\na machine\n\n| What |');
    expect(history).toContain('| a thing | 2.00 × |');
  });

  it('has the latest first', () => {
    const history = withRecord(withRecord(HEAD, run({})), run({ commit: 'def5678', date: '2026-02-01' }));
    expect(headings(history)).toEqual(['## def5678, 2026-02-01', '## abc1234, 2026-01-31']);
  });

  it('replaces what the same commit had', () => {
    const history = withRecord(withRecord(HEAD, run({})), run({ date: '2026-02-01', machine: 'another' }));
    expect(headings(history)).toEqual(['## abc1234, 2026-02-01']);
    expect(history).not.toContain('a machine');
  });
});
