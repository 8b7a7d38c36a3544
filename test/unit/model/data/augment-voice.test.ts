import { describe, expect, it } from 'vitest';
import { augmentVoice } from '../../../../model/data/augment-voice.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { voiceFrames } from '../../../../src/features/frames.js';
import { functionals } from '../../../../src/features/functionals.js';
import { syntheticVoice } from '../../features/synthetic-voice.js';

const frames = voiceFrames(syntheticVoice());

describe('augment', () => {
  it('gives another voice of the same make, the same for the same seed', () => {
    const copy = augmentVoice(frames, createRandom('copy'));
    expect(copy).toEqual(augmentVoice(frames, createRandom('copy')));
    expect(copy).not.toEqual(augmentVoice(frames, createRandom('another')));
    expect(copy.power.length).toBe(copy.count * 513);
    expect(copy.power.every((power) => power >= 1e-9)).toBe(true);
    expect(functionals(copy).every(Number.isFinite)).toBe(true);
  });

  it('does not modify the voice', () => {
    const before = structuredClone(frames);
    augmentVoice(frames, createRandom('copy'));
    expect(frames).toEqual(before);
  });

  it('strays no further than it says', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const copy = augmentVoice(frames, createRandom(String(seed)));
      expect(Math.abs(Math.log(copy.count / frames.count))).toBeLessThan(0.17);
      const voiced = copy.pitchLog2Hz.filter((pitch) => pitch > 0);
      const range = frames.pitchLog2Hz.filter((pitch) => pitch > 0);
      const shift = Math.abs(Math.min(...voiced) - Math.min(...range)) * Math.LN2;
      expect(shift).toBeLessThan(0.16);
    }
  });

  it('its levels are on the scale of those that were measured', () => {
    const still = { uniform: () => 0.5, between: () => 0, normal: () => 0 };
    const copy = augmentVoice(frames, { ...still, between: (low) => (low === -9 ? -30 : 0) });
    const loud = frames.levelDb.indexOf(Math.max(...frames.levelDb));
    expect(copy.levelDb[loud]).toBeCloseTo(frames.levelDb[loud]!, 0);
  });
});
