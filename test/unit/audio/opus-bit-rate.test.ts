import { describe, expect, it } from 'vitest';
import { opusBitRate } from '../../../src/audio/opus-bit-rate.js';

describe('opusBitRate', () => {
  it('does not exceed what is worth it', () => {
    expect(opusBitRate(10, 10_000_000)).toBe(96_000);
  });

  it('falls as the clip grows, and leaves room for the container', () => {
    const rate = opusBitRate(600, 2_000_000)!;
    expect(rate).toBeGreaterThan(20_000);
    expect((rate * 600) / 8).toBeLessThan(2_000_000 * 0.96);
    expect(opusBitRate(900, 2_000_000)).toBeLessThan(rate);
  });

  it('gives up below 12 kbit/s', () => {
    expect(opusBitRate(600, 600_000)).toBeUndefined();
    expect(opusBitRate(1, 100)).toBeUndefined();
    expect(opusBitRate(1, 0)).toBeUndefined();
  });

  it.each([0, -1, NaN])('refuses a duration of %s', (durationSec) => {
    expect(() => opusBitRate(durationSec, 1000)).toThrow(RangeError);
  });
});
