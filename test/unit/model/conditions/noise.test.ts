import { describe, expect, it } from 'vitest';
import { activePower, meanPower } from '../../../../model/conditions/levels.js';
import { babbleNoise, colouredNoise, withNoise } from '../../../../model/conditions/noise.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { silence, tone, voice } from '../../../helpers/synthetic-voice.js';
import { bandEnergyDb } from './spectrum.js';

/** Mean power of what was added. */
function addedPower(before: Float32Array, after: Float32Array): number {
  return meanPower(after.map((value, i) => value - before[i]!));
}

describe('the power of a voice', () => {
  it('is the mean power where there are no pauses', () => {
    const sine = tone({ durationSec: 2, peak: 0.2 });
    expect(10 * Math.log10(activePower(sine) / 0.02)).toBeCloseTo(0, 1);
  });

  it('does not count pauses', () => {
    const pcm = tone({ durationSec: 2, peak: 0.2 });
    const padded = new Float32Array(3 * pcm.length);
    padded.set(pcm, pcm.length);
    expect(Math.abs(10 * Math.log10(activePower(padded) / activePower(pcm)))).toBeLessThan(0.2);
  });

  it('of silence is 0', () => {
    expect(activePower(silence({ durationSec: 1 }))).toBe(0);
  });
});

describe('added noise', () => {
  const pcm = voice({ durationSec: 2, pauseShare: 0 });
  const voices = [3, 4, 5, 6, 7, 8].map((seed) => voice({ durationSec: 1 + seed / 10, seed }));

  it.each([5, 10, 20, 30])('lies %i dB below the voice', (snrDb) => {
    for (const noise of [
      colouredNoise('white', pcm.length, createRandom('a')),
      colouredNoise('brown', pcm.length, createRandom('a')),
      babbleNoise(voices, 6, pcm.length, createRandom('a')),
    ]) {
      const snr = 10 * Math.log10(meanPower(pcm) / addedPower(pcm, withNoise(pcm, noise, snrDb)));
      expect(Math.abs(snr - snrDb)).toBeLessThan(0.5);
    }
  });

  it('is as loud however long the pauses are', () => {
    const padded = new Float32Array(3 * pcm.length);
    padded.set(pcm, pcm.length);
    const noise = colouredNoise('white', padded.length, createRandom('a'));
    const snr = 10 * Math.log10(meanPower(pcm) / addedPower(padded, withNoise(padded, noise, 10)));
    expect(Math.abs(snr - 10)).toBeLessThan(0.5);
  });

  it('leaves a silent clip silent, and a clip without noise as it is', () => {
    const quiet = silence({ durationSec: 1 });
    const noise = colouredNoise('white', quiet.length, createRandom('a'));
    expect(withNoise(quiet, noise, 10)).toEqual(quiet);
    expect(withNoise(pcm, silence({ durationSec: 2 }), 10)).toEqual(pcm);
  });
});

describe('coloured noise', () => {
  it.each([
    { colour: 'white', slopeDb: 0 },
    { colour: 'pink', slopeDb: -3 },
    { colour: 'brown', slopeDb: -6 },
  ] as const)('$colour changes by $slopeDb dB per octave', ({ colour, slopeDb }) => {
    const noise = colouredNoise(colour, 160_000, createRandom('a'));
    for (const hz of [200, 400, 800]) {
      // Twice the width: 3 dB of the difference are no change of the density.
      const change = bandEnergyDb(noise, 2 * hz, 4 * hz) - bandEnergyDb(noise, hz, 2 * hz) - 3;
      expect(Math.abs(change - slopeDb)).toBeLessThan(0.7);
    }
  });
});

describe('babble', () => {
  it('mixes voices of equal power, whatever their levels and lengths', () => {
    const low = tone({ durationSec: 0.3, frequencyHz: 500, peak: 0.01 });
    const high = tone({ durationSec: 1.7, frequencyHz: 2000, peak: 0.9 });
    const noise = babbleNoise([low, high], 6, 32_000, createRandom('a'));
    expect(noise).toHaveLength(32_000);
    expect(bandEnergyDb(noise, 300, 700)).toBeCloseTo(bandEnergyDb(noise, 1800, 2200), 1);
  });

  it('takes as many voices as asked for', () => {
    const tones = [500, 1000, 2000, 3000].map((frequencyHz) => tone({ durationSec: 1, frequencyHz }));
    const noise = babbleNoise(tones, 3, 16_000, createRandom('a'));
    expect(meanPower(noise)).toBeCloseTo(3, 1);
  });

  it('needs a clip with sound', () => {
    const quiet = silence({ durationSec: 1 });
    for (const clips of [[], [quiet], [new Float32Array()]]) {
      expect(() => babbleNoise(clips, 6, 100, createRandom('a'))).toThrow(/at least one clip/);
    }
  });
});
