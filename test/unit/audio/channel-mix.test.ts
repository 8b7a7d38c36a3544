import { describe, expect, it } from 'vitest';
import { mixFilters, stereoFilters } from '../../../src/audio/channel-mix.js';

/** Filters hold no space, quote or character that ffmpeg would take for the end of one. */
const PLAIN = /^aformat=sample_fmts=fltp:sample_rates=16000,pan=\dc(?:\|c\d<?=?[c0-9.*+]+)+$/;

describe('mixFilters', () => {
  it('gives each mix as a channel of its own', () => {
    expect(mixFilters([[3], [0, 12]], 8000)).toBe(
      'aformat=sample_fmts=fltp:sample_rates=8000,pan=2c|c0<c3+0.00002*c0|c1<c0+c12',
    );
    expect(mixFilters(['all'], 16_000)).toMatch(/\|c0<c0\+c1\+.*\+c63$/);
    expect(mixFilters(['all', [0], [1]], 16_000)).toMatch(PLAIN);
    expect(stereoFilters(16_000)).toMatch(PLAIN);
  });
});
