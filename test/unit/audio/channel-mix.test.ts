import { describe, expect, it } from 'vitest';
import { mixFilters, stereoFilters } from '../../../src/audio/channel-mix.js';

/** Filters hold no space, quote or character that ffmpeg would take for the end of one. */
const PLAIN = /^aformat=sample_fmts=fltp,pan=\dc(?:\|c\d<?=?[c0-9.*+]+)+$/;

describe('mixFilters', () => {
  it('gives each mix as a channel of its own', () => {
    expect(mixFilters([[3], [0, 12]])).toBe('aformat=sample_fmts=fltp,pan=2c|c0<c3|c1<c0+c12');
    expect(mixFilters(['all'])).toMatch(/\|c0<c0\+c1\+.*\+c63$/);
    expect(mixFilters(['all', [0], [1]])).toMatch(PLAIN);
    expect(stereoFilters()).toMatch(PLAIN);
  });
});
