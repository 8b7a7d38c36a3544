import { describe, expect, it } from 'vitest';
import { inWords, measure, measureInTurns, medianOf } from '../../../bench/measure.js';

describe('medianOf', () => {
  it('tells the middle and half the distance between the quartiles', () => {
    expect(medianOf([5, 1, 3, 2, 4])).toEqual({ median: 3, spread: 1, runs: 5 });
  });

  it('goes between two times where the middle lies there', () => {
    expect(medianOf([1, 2])).toMatchObject({ median: 1.5, spread: 0.25 });
  });

  it('is not led astray by one slow run', () => {
    expect(medianOf([1, 1, 1, 1, 1000])).toMatchObject({ median: 1, spread: 0 });
  });
});

describe('measure', () => {
  it('does not count what only warms up', async () => {
    let calls = 0;
    const { median, runs } = await measure(() => ((calls += 1), calls <= 2 ? 1000 : 7), {
      warmUp: 2,
      runs: 3,
    });
    expect({ calls, median, runs }).toEqual({ calls: 5, median: 7, runs: 3 });
  });

  it('takes turns, and waits for each', async () => {
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
    };
    await measureInTurns({ a: work('a'), b: work('b') }, { warmUp: 0, runs: 2 });
    const turn = ['a begins', 'a ends', 'b begins', 'b ends'];
    expect(log).toEqual([...turn, ...turn]);
  });
});

describe('inWords', () => {
  it.each([
    [{ median: 12.34, spread: 0.56, runs: 3 }, '12.3 ± 0.6 ms'],
    [{ median: 4321, spread: 56, runs: 3 }, '4.32 ± 0.06 s'],
  ])('%o is %s', (measured, words) => {
    expect(inWords(measured)).toBe(words);
  });
});
