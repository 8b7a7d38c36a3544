import { describe, expect, test } from 'vitest';
import { augmentVoice } from '../../../../model/data/augment-voice.js';
import { cepstralMeans } from '../../../../model/data/cepstral-means.js';
import { fitThresholds, outcomeAt, reliability } from '../../../../model/evaluation/calibration.js';
import { confusionMatrix, unweightedAverageRecall } from '../../../../model/evaluation/metrics.js';
import { argMax, softmax } from '../../../../model/numerics/softmax.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { describe as describeFrames } from '../../../../src/features/descriptors/describe.js';
import { voiceFrames } from '../../../../src/features/frames.js';
import { functionals } from '../../../../src/features/functionals.js';
import { syntheticVoice } from '../../features/synthetic-voice.js';

const frames = voiceFrames(syntheticVoice());

describe('augment', () => {
  test('gives another voice of the same make, the same for the same seed', () => {
    const copy = augmentVoice(frames, createRandom('copy'));
    expect(copy).toEqual(augmentVoice(frames, createRandom('copy')));
    expect(copy).not.toEqual(augmentVoice(frames, createRandom('another')));
    expect(copy.power.length).toBe(copy.count * 513);
    expect(copy.power.every((power) => power >= 1e-9)).toBe(true);
    expect(functionals(copy).every(Number.isFinite)).toBe(true);
  });

  test('does not modify the voice', () => {
    const before = structuredClone(frames);
    augmentVoice(frames, createRandom('copy'));
    expect(frames).toEqual(before);
  });

  test('strays no further than it says', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const copy = augmentVoice(frames, createRandom(String(seed)));
      expect(Math.abs(Math.log(copy.count / frames.count))).toBeLessThan(0.17);
      const voiced = copy.pitchLog2Hz.filter((pitch) => pitch > 0);
      const range = frames.pitchLog2Hz.filter((pitch) => pitch > 0);
      const shift = Math.abs(Math.min(...voiced) - Math.min(...range)) * Math.LN2;
      expect(shift).toBeLessThan(0.16);
    }
  });

  test('its levels are on the scale of those that were measured', () => {
    const still = { uniform: () => 0.5, between: () => 0, normal: () => 0 };
    const copy = augmentVoice(frames, { ...still, between: (low) => (low === -9 ? -30 : 0) });
    const loud = frames.levelDb.indexOf(Math.max(...frames.levelDb));
    expect(copy.levelDb[loud]).toBeCloseTo(frames.levelDb[loud]!, 0);
  });
});

test('the baseline hears the means of cepstral coefficients', () => {
  const means = cepstralMeans(frames);
  expect(means).toHaveLength(40);
  // Its 0th coefficient is the mean loudness over 64 bands, that of the functionals over 40: scaled alike.
  const zeroth = describeFrames(frames).cepstrum[0]!.values;
  const mean = zeroth.reduce((sum, value) => sum + value, 0) / zeroth.length;
  expect(means[0]! / Math.sqrt(64)).toBeCloseTo(mean / Math.sqrt(40), 0);
});

describe('metrics', () => {
  test('recall is averaged over classes, whatever their size', () => {
    expect(unweightedAverageRecall([0, 0, 0, 1], [0, 0, 0, 0])).toBe(0.5);
    expect(unweightedAverageRecall([0, 1, 2], [0, 1, 2])).toBe(1);
  });

  test('a confusion matrix counts truths in rows and answers in columns', () => {
    expect(confusionMatrix([0, 0, 1], [0, 1, 1], 2)).toEqual([
      [1, 1],
      [0, 1],
    ]);
  });

  test('softmax bears large logits, and the first of equals is the greatest', () => {
    expect([...softmax(Float64Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
    expect(argMax([1, 3, 3])).toBe(1);
  });
});

describe('calibration', () => {
  /** Always sure by 0.9, right four times out of five. */
  const boastful = Array.from({ length: 100 }, (_, i) => ({
    truth: i % 5 === 0 ? 1 : 0,
    probabilities: Float64Array.of(0.9, 0.1),
  }));

  test('finds how far probabilities are from how often answers are right', () => {
    const { error, bins } = reliability(boastful);
    expect(error).toBeCloseTo(0.1, 5);
    const [filled, ...others] = bins.filter(({ clips }) => clips > 0);
    expect(filled).toMatchObject({ clips: 100, accuracy: 0.8 });
    expect(filled!.meanConfidence).toBeCloseTo(0.9, 9);
    expect(others).toEqual([]);
    expect(reliability([{ truth: 0, probabilities: Float64Array.of(1, 0) }]).bins.at(-1)!.clips).toBe(1);
  });

  test('finds the lowest leads that keep what the words promise, and a little more', () => {
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
