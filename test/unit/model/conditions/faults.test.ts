import { describe, expect, it } from 'vitest';
import { faults } from '../../../../model/conditions/faults.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { voice } from '../../../helpers/synthetic-voice.js';

const pcm = voice({ durationSec: 1.5, pauseShare: 0.1, peak: 0.3 });
const kinds = faults([2, 3, 4].map((seed) => voice({ durationSec: 1, seed })));
const apply = (title: RegExp, clip = pcm) =>
  kinds.find((fault) => title.test(fault.title))!.apply(clip, createRandom('clip'));

describe.each(kinds)('$title', (fault) => {
  it('changes a copy, the same for the same clip, within full scale', () => {
    const before = pcm.slice();
    const out = fault.apply(pcm, createRandom('clip'));
    expect(pcm).toEqual(before);
    expect(out).not.toEqual(pcm);
    expect(fault.apply(pcm, createRandom('clip'))).toEqual(out);
    expect(out.every((sample) => Math.abs(sample) <= 1)).toBe(true);
  });
});

it('an offset is one', () => {
  apply(/0\.5 %/).forEach((sample, i) => {
    expect(sample - pcm[i]!).toBeCloseTo(0.005, 6);
  });
});

it('a bump is no longer than 10 ms', () => {
  const out = apply(/bump/);
  const changed = [...out.keys()].filter((i) => out[i] !== pcm[i]);
  expect(changed.at(-1)! - changed[0]!).toBeLessThan(160);
});

it('a pause is 0.7 s within what is said, and all of that is still there', () => {
  const out = apply(/pause/);
  expect(out.length - pcm.length).toBe(0.7 * 16_000);
  const from = out.findIndex((sample, i) => sample !== pcm[i]);
  expect(from).toBeGreaterThan(0.2 * pcm.length);
  expect(from).toBeLessThan(0.8 * pcm.length);
  expect(out.slice(from + 0.7 * 16_000)).toEqual(pcm.slice(from));
});
