import { describe, expect, it } from 'vitest';
import { fitThresholds, outcomeAt, reliability } from '../../../../model/evaluation/calibration.js';

describe('calibration', () => {
  /** Always sure by 0.9, right four times out of five. */
  const boastful = Array.from({ length: 100 }, (_, i) => ({
    truth: i % 5 === 0 ? 1 : 0,
    probabilities: Float64Array.of(0.9, 0.1),
  }));

  it('finds how far probabilities are from how often answers are right', () => {
    const { error, bins } = reliability(boastful);
    expect(error).toBeCloseTo(0.1, 5);
    const [filled, ...others] = bins.filter(({ clips }) => clips > 0);
    expect(filled).toMatchObject({ clips: 100, accuracy: 0.8 });
    expect(filled!.meanConfidence).toBeCloseTo(0.9, 9);
    expect(others).toEqual([]);
    expect(reliability([{ truth: 0, probabilities: Float64Array.of(1, 0) }]).bins.at(-1)!.clips).toBe(1);
  });

  it('finds the lowest leads that keep what the words promise, and a little more', () => {
    // The further the first is ahead, the more often it is right.
    const answers = Array.from({ length: 1000 }, (_, i) => {
      const lead = (i % 100) / 100;
      const truth = (i * 7919) % 100 < 50 + lead * 50 ? 0 : 1;
      return { truth, probabilities: Float64Array.of(0.5 + lead / 2, 0.5 - lead / 2) };
    });
    const { unsureBelow, sureFrom } = fitThresholds(answers);
    expect(unsureBelow).toBeGreaterThan(0);
    expect(unsureBelow).toBeLessThan(sureFrom);
    expect(outcomeAt(answers, unsureBelow).accuracy).toBeGreaterThanOrEqual(0.82);
    expect(outcomeAt(answers, unsureBelow - 0.01).accuracy).toBeLessThan(0.82);
    expect(outcomeAt(answers, sureFrom).accuracy).toBeGreaterThanOrEqual(0.92);
  });
});
