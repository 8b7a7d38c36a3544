import { describe, expect, it } from 'vitest';
import { formatSentAt, formatTime } from '../../../page/logic/timestamps.js';

const NOON = new Date(2026, 0, 15, 12, 0, 0);
const noonSec = NOON.getTime() / 1000;

describe('formatTime', () => {
  it.each([
    [-5, '5 seconds ago'],
    [0, 'in 0 seconds'],
    [-90, '1 minute ago'],
    [7200, 'in 2 hours'],
    [-3 * 86_400, '3 days ago'],
    [-400 * 86_400, '1 year ago'],
  ])('says %d s from now as %j', (offset, words) => {
    expect(formatTime(noonSec + offset, 'R', NOON.getTime())).toBe(words);
  });

  it.each([
    ['t', '12:00'],
    ['T', '12:00:00'],
    ['d', '15/01/2026'],
    ['D', '15 January 2026'],
  ] as const)('style %s is %j', (style, words) => {
    expect(formatTime(noonSec, style, NOON.getTime())).toBe(words);
  });

  it('does not fall over a date beyond all dates', () => {
    expect(formatTime(9_999_999_999_999, 'F', NOON.getTime())).toBe('Invalid date');
  });
});

describe('formatSentAt', () => {
  it.each([
    [new Date(2026, 0, 15, 9, 5), '09:05'],
    [new Date(2026, 0, 14, 23, 59), 'Yesterday at 23:59'],
    [new Date(2026, 0, 1, 9, 5), '01/01/2026, 09:05'],
  ])('of %s is %j', (date, words) => {
    expect(formatSentAt(date.toISOString(), NOON.getTime())).toBe(words);
  });
});
