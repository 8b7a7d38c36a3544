import { describe, expect, it } from 'vitest';
import { LevelMeter } from '../../../src/audio/level-meter.js';
import { tone } from '../../helpers/synthetic-voice.js';

const RATE_HZ = 16_000;

function levelOf(samples: Float32Array): number {
  const meter = new LevelMeter(1, RATE_HZ);
  meter.push(samples);
  const levels = meter.levels()[0]!;
  return levels.reduce((sum, level) => sum + level, 0) / levels.length;
}

const decibels = (ratio: number) => 10 * Math.log10(ratio);

describe('LevelMeter', () => {
  it.each([
    [1000, 0, 0.2],
    [300, 0, 0.3],
    // A Butterworth filter of second order: 1 / (1 + (120 / f)^4).
    [120, -3.01, 0.2],
    [50, -15.3, 0.5],
  ])('weighs %i Hz by %d dB', (frequencyHz, expected, tolerance) => {
    const sine = tone({ durationSec: 2, frequencyHz, peak: 0.5 });
    expect(Math.abs(decibels(levelOf(sine) / 0.125) - expected)).toBeLessThan(tolerance);
  });

  it('hears nothing of a constant voltage, not even its beginning', () => {
    expect(levelOf(new Float32Array(RATE_HZ).fill(0.9))).toBe(0);
  });

  it('measures each signal by itself, however they are cut', () => {
    const [loud, soft] = [0.8, 0.1].map((peak) => tone({ durationSec: 1, frequencyHz: 500, peak }));
    const interleaved = new Float32Array(2 * RATE_HZ);
    loud!.forEach((value, i) => {
      interleaved.set([value, soft![i]!], 2 * i);
    });
    const whole = new LevelMeter(2, RATE_HZ);
    whole.push(interleaved);
    const pieces = new LevelMeter(2, RATE_HZ);
    for (let at = 0; at < interleaved.length; at += 246) pieces.push(interleaved.subarray(at, at + 246));
    expect(pieces.levels()).toEqual(whole.levels());
    expect(whole.levels()[0]).toHaveLength(50);
    expect(whole.levels()[0]![10]! / whole.levels()[1]![10]!).toBeCloseTo(64, 2);
  });

  it('leaves out what does not fill a frame', () => {
    const meter = new LevelMeter(1, RATE_HZ);
    meter.push(new Float32Array(319));
    expect(meter.levels()).toEqual([[]]);
  });
});
