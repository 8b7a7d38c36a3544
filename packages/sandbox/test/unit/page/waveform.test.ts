import { describe, expect, it } from 'vitest';
import { decodeWaveform, encodeWaveform, resample } from '../../../page/logic/waveform.js';

describe('encodeWaveform', () => {
  it('makes the loudest level 255', () => {
    expect([...Buffer.from(encodeWaveform([0, 0.25, 0.5]), 'base64')]).toEqual([0, 128, 255]);
  });

  it('keeps to 256 levels, however long the recording', () => {
    const levels = Array.from({ length: 10_000 }, (_, i) => i / 10_000);
    expect(Buffer.from(encodeWaveform(levels), 'base64')).toHaveLength(256);
  });

  it('does not stretch silence to full height', () => {
    expect(Math.max(...Buffer.from(encodeWaveform([0.001, 0.002]), 'base64'))).toBeLessThan(20);
  });

  it('is never empty: Discord would not take it', () => {
    expect(Buffer.from(encodeWaveform([]), 'base64')).toHaveLength(1);
  });
});

describe('decodeWaveform', () => {
  it('gives back what was encoded', () => {
    expect(decodeWaveform(encodeWaveform([0, 1, 0.5]))).toEqual([0, 1, 128 / 255]);
  });

  it('makes nothing of what is no base64', () => {
    expect(decodeWaveform('%%%')).toEqual([]);
  });
});

describe('resample', () => {
  it.each([
    [[1, 2, 3, 4], 2, [2, 4]],
    [[1, 2], 4, [1, 1, 2, 2]],
    [[], 2, [0, 0]],
  ])('%j in %d levels is %j', (levels, count, expected) => {
    expect(resample(levels, count)).toEqual(expected);
  });
});
