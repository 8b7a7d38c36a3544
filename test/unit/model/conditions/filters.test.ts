import { describe, expect, it } from 'vitest';
import { convolve, filtered } from '../../../../model/conditions/convolve.js';
import { bandPass, equaliser } from '../../../../model/conditions/filters.js';
import { noise, tone } from '../../../helpers/synthetic-voice.js';
import { bandEnergyDb } from './spectrum.js';

/** What a filter does to a tone, in dB, away from its ends. */
function gainDb(filter: Float64Array, frequencyHz: number): number {
  const sine = tone({ durationSec: 1, frequencyHz });
  const middle = (pcm: Float32Array): Float32Array => pcm.subarray(4000, 12_000);
  const power = (pcm: Float32Array): number => pcm.reduce((sum, value) => sum + value * value, 0);
  return 10 * Math.log10(power(middle(filtered(sine, filter))) / power(middle(sine)));
}

describe('convolution', () => {
  it.each([
    { samples: 5, taps: 1 },
    { samples: 100, taps: 700 },
    { samples: 9000, taps: 33 },
    { samples: 4097, taps: 1500 },
  ])('of $samples samples with $taps taps equals the sum that defines it', ({ samples, taps }) => {
    const pcm = noise({ durationSec: samples / 16_000 });
    const filter = Float64Array.from(noise({ durationSec: taps / 16_000, seed: 2 }));
    const out = convolve(pcm, filter);
    expect(out).toHaveLength(samples + taps - 1);
    for (let n = 0; n < out.length; n += 37) {
      let sum = 0;
      for (let i = 0; i < taps; i += 1) sum += filter[i]! * (pcm[n - i] ?? 0);
      expect(out[n]).toBeCloseTo(sum, 4);
    }
  });
});

describe('the band-pass', () => {
  const filter = bandPass(300, 3400);

  it.each([330, 1000, 3370])('keeps %i Hz', (hz) => {
    expect(Math.abs(gainDb(filter, hz))).toBeLessThan(0.1);
  });

  it.each([300, 3400])('halves the amplitude at its edge, %i Hz', (hz) => {
    expect(gainDb(filter, hz)).toBeCloseTo(-6, 0);
  });

  it.each([100, 270, 3430, 7000])('stops %i Hz', (hz) => {
    expect(gainDb(filter, hz)).toBeLessThan(-20 * Math.log10(400));
  });
});

describe('the equaliser', () => {
  it('changes nothing with gains of 0 dB', () => {
    const pcm = noise({ durationSec: 0.5 });
    filtered(pcm, equaliser([0, 0, 0], 125)).forEach((value, i) => {
      expect(value).toBeCloseTo(pcm[i]!, 5);
    });
  });

  it('gives each octave its gain, and what lies beyond the last ones theirs', () => {
    const filter = equaliser([-6, 0, 3, -3], 500);
    for (const [hz, db] of [
      [120, -6],
      [500, -6],
      [1000, 0],
      [2000, 3],
      [4000, -3],
      [7500, -3],
    ] as const) {
      expect(Math.abs(gainDb(filter, hz) - db)).toBeLessThan(0.5);
    }
  });

  it('shapes noise as it shapes tones', () => {
    const pcm = noise({ durationSec: 4 });
    const shaped = filtered(pcm, equaliser([0, 12], 2000));
    expect(bandEnergyDb(shaped, 4200, 7800) - bandEnergyDb(pcm, 4200, 7800)).toBeCloseTo(12, 0);
  });
});
