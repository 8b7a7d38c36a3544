import { describe, expect, it } from 'vitest';
import {
  combineWindows,
  confidenceOf,
  smoothWindows,
  type WindowDetection,
} from '../../../src/domain/detection.js';
import { EMOTIONS, ranked, toProbabilities, type Emotion } from '../../../src/domain/emotions.js';
import { ERROR_CODES, toUserError, UserError } from '../../../src/domain/errors.js';
import { formatBytes, formatDuration, formatPercent } from '../../../src/domain/format.js';
import { probabilities } from '../../helpers/builders.js';

describe('emotions', () => {
  it('come in the order of the model’s outputs', () => {
    expect(EMOTIONS).toEqual(['neutral', 'calm', 'happy', 'sad', 'angry', 'fearful', 'disgust', 'surprised']);
  });

  it('are named by position, and only eight at a time', () => {
    expect(toProbabilities([0, 0.1, 0.2, 0.3, 0.4, 0, 0, 0]).angry).toBe(0.4);
    expect(() => toProbabilities([1])).toThrow(RangeError);
  });

  it('rank by probability, ties in their own order', () => {
    const order = ranked(toProbabilities([0.1, 0.1, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1]));
    expect(order.map(({ emotion }) => emotion)).toEqual([
      'happy',
      ...EMOTIONS.filter((emotion) => emotion !== 'happy'),
    ]);
  });
});

describe('confidenceOf', () => {
  const thresholds = { unsureBelow: 0.2, sureFrom: 0.5 };

  it.each([
    [{ sad: 0.4, calm: 0.35 }, 'unsure'],
    [{ sad: 0.5, calm: 0.25 }, 'likely'],
    [{ sad: 0.75, calm: 0.25 }, 'sure'],
  ] as const)('calls %o %s', (given, word) => {
    expect(confidenceOf(probabilities(given), thresholds)).toBe(word);
  });
});

describe('confidenceOf, of what is no number', () => {
  const thresholds = { unsureBelow: 0.3, sureFrom: 0.7 };

  it.each([Number.NaN, Infinity, -Infinity])('has no word for %s', (value) => {
    expect(() => confidenceOf({ ...probabilities({ sad: 1 }), calm: value }, thresholds)).toThrow(RangeError);
    expect(() => confidenceOf(probabilities({ sad: 1 }), { ...thresholds, sureFrom: value })).toThrow(
      RangeError,
    );
  });
});

describe('combineWindows', () => {
  const second = { startSec: 0, endSec: 1 };
  const sad = { ...second, probabilities: probabilities({ sad: 1 }), voiceActivity: 0.75 };
  const calm = { ...second, probabilities: probabilities({ calm: 1 }), voiceActivity: 0.25 };

  it('weighs windows by how long somebody speaks in them', () => {
    const long = { ...calm, endSec: 6 };
    expect(combineWindows([sad, long])).toMatchObject({ sad: 1 / 3, calm: 2 / 3 });
  });

  it('weighs windows by voice activity', () => {
    expect(combineWindows([sad, calm])).toMatchObject({ sad: 0.75, calm: 0.25, happy: 0 });
  });

  it('leaves a silent window out, and counts all alike where all are silent', () => {
    const silent = { ...calm, voiceActivity: 0 };
    expect(combineWindows([sad, silent]).sad).toBe(1);
    expect(combineWindows([{ ...sad, voiceActivity: 0 }, silent]).sad).toBe(0.5);
  });

  it('stays within 1 whatever rounding does', () => {
    for (let count = 1; count <= 60; count += 1) {
      const windows = Array.from({ length: count }, (_, i) => ({ ...sad, voiceActivity: 0.1 + (i % 7) / 9 }));
      expect(combineWindows(windows).sad).toBeLessThanOrEqual(1);
    }
  });

  it('needs a window', () => {
    expect(() => combineWindows([])).toThrow(RangeError);
  });
});

describe('smoothWindows', () => {
  const window = (emotion: Emotion, voiceActivity = 1): WindowDetection => ({
    startSec: 0,
    endSec: 1,
    voiceActivity,
    probabilities: probabilities({ [emotion]: 1 }),
  });

  it('lets neighbours count half', () => {
    const [first, second, third] = smoothWindows([window('calm'), window('angry'), window('calm')]);
    expect(first!.probabilities.calm).toBeCloseTo(2 / 3, 9);
    expect(second!.probabilities.angry).toBeCloseTo(1 / 2, 9);
    expect(third!.probabilities).toEqual(first!.probabilities);
  });

  it('does not listen to silence, and leaves windows and their voice activity alone', () => {
    const windows = [window('calm', 0), window('angry')];
    const before = structuredClone(windows);
    const smooth = smoothWindows(windows);
    expect(smooth.map(({ voiceActivity }) => voiceActivity)).toEqual([0, 1]);
    expect(smooth[1]!.probabilities.angry).toBe(1);
    expect(windows).toEqual(before);
  });

  it('leaves a single window as it is', () => {
    expect(smoothWindows([window('sad')])).toEqual([window('sad')]);
  });
});

describe('UserError', () => {
  it.each(ERROR_CODES)('%s says what happened and what to do', (code) => {
    const { message } = new UserError(code, { limit: '25 MiB' });
    expect(message).toMatch(/^[A-Z][^.]*\. [A-Z].*\.$/);
    expect(message).not.toMatch(/[{}]/);
    expect(message.length).toBeLessThan(200);
  });

  it('stands for whatever else is thrown, and keeps the cause for the log', () => {
    const cause = new Error('secret path');
    const error = toUserError(cause);
    expect(error.code).toBe('INTERNAL');
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain('secret');
    expect(toUserError(error)).toBe(error);
  });
});

describe('figures', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [1024 ** 2 - 1, '1 MiB'],
    [25 * 1024 ** 2, '25 MiB'],
    [2 * 1024 ** 3, '2 GiB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it.each([
    [0.04, '0.0 s'],
    [3.42, '3.4 s'],
    [59.94, '59.9 s'],
    [59.96, '1:00'],
    [65, '1:05'],
    [3600, '1:00:00'],
    [4205.6, '1:10:06'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it('rounds probabilities to whole percents', () => {
    expect([0, 0.005, 0.734, 1].map(formatPercent)).toEqual(['0 %', '1 %', '73 %', '100 %']);
  });
});
