import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describe as describeFrames } from '../../../src/features/descriptors/describe.js';
import { logMelFrames, voiceFrames } from '../../../src/features/frames.js';
import { functionalNames, functionals } from '../../../src/features/functionals.js';
import { trimSilence } from '../../../src/features/trim.js';
import { syntheticVoice } from './synthetic-voice.js';

/** Values that librosa, scipy and Praat give for the same signal; see `golden/make_golden.py`. */
const numbers = z.array(z.number());
const table = z.record(z.string(), numbers);
const golden = z
  .object({
    samples: z.number(),
    frames: z.number(),
    logMel64: table,
    mfcc: table,
    tracks: table,
    quantiles: table,
    trend: table,
    deltaSd: table,
    correlation: table,
    energyMean: numbers,
    pitchHz: z.object({ from: z.number(), values: numbers }),
  })
  .parse(JSON.parse(readFileSync(new URL('./golden/golden.json', import.meta.url), 'utf8')));

/** Ours is computed in single precision from a signal that is rounded to it, theirs in double. */
const TOLERANCE = 1e-3;

const frames = voiceFrames(syntheticVoice());
const descriptors = describeFrames(frames);
const values = functionals(frames);
const valueOf = new Map(functionalNames().map(({ name }, i) => [name, values[i]!]));

function expectClose(actual: ArrayLike<number>, expected: readonly number[], tolerance = TOLERANCE): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value), `value ${i}: ${actual[i]} for ${value}`).toBeLessThan(
      tolerance * Math.max(1, Math.abs(value)),
    );
  });
}

describe('features of the synthetic voice, next to librosa and Praat', () => {
  it('the same silence is cut', () => {
    expect(trimSilence(syntheticVoice()).length).toBe(golden.samples);
    expect(frames.count).toBe(golden.frames);
  });

  it.each(Object.entries(golden.logMel64))('64 log-mels of frame %s', (t, expected) => {
    expectClose(logMelFrames(frames).subarray(Number(t) * 64, (Number(t) + 1) * 64), expected);
  });

  it.each(Object.entries(golden.mfcc))('20 cepstral coefficients of frame %s', (t, expected) => {
    expectClose(
      descriptors.cepstrum.map((track) => track.values[Number(t)]!),
      expected,
      3 * TOLERANCE,
    );
  });

  it.each(Object.entries(golden.tracks))('%s of every sixth frame', (name, expected) => {
    const track = [...descriptors.shape, ...descriptors.source].find((each) => each.name === name);
    expectClose(
      track!.values.filter((_, t) => t % 6 === 0 && t < 90),
      expected,
      5 * TOLERANCE,
    );
  });

  it('pitch within 0.3 % (5 cents) of Praat, which interpolates between samples', () => {
    const { from, values: expected } = golden.pitchHz;
    const pitch = frames.pitchLog2Hz.subarray(from, from + expected.length).map((log2) => 2 ** log2);
    expectClose(pitch, expected, 0.003);
  });

  it.each(Object.entries(golden.quantiles))('mean, deviation and percentiles of %s', (name, expected) => {
    const statistics = ['mean', 'sd', 'p5', 'p25', 'p50', 'p75', 'p95'];
    expectClose(
      statistics.map((statistic) => valueOf.get(`${name}.${statistic}`)!),
      expected,
      3 * TOLERANCE,
    );
  });

  it.each([
    ['trend', golden.trend],
    ['delta-sd', golden.deltaSd],
  ])('%s of cepstral coefficients', (statistic, expected) => {
    for (const [name, [value]] of Object.entries(expected)) {
      expectClose([valueOf.get(`${name}.${statistic}`)!], [value!]);
    }
  });

  it('correlations of cepstral coefficients', () => {
    for (const [name, [value]] of Object.entries(golden.correlation)) {
      expectClose([valueOf.get(name)!], [value!]);
    }
  });

  it('long-term average spectrum', () => {
    expectClose(
      golden.energyMean.map((_, b) => valueOf.get(`mel-${b}.energy-mean`)!),
      golden.energyMean,
    );
  });
});
