import { beforeAll, describe, expect, it } from 'vitest';
import { activePower, meanPower } from '../../../../model/conditions/levels.js';
import { CONDITION_NAMES, CONDITIONS } from '../../../../model/conditions/conditions.js';
import { createDegrader, type Degrader } from '../../../../model/conditions/degrader.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { ffmpegForTests } from '../../../helpers/ffmpeg-clips.js';
import { noise, voice } from '../../../helpers/synthetic-voice.js';
import { bandEnergyDb, bestMatch } from '../../../unit/model/conditions/spectrum.js';

const pcm = voice({ durationSec: 1.5, pauseShare: 0.1, peak: 0.3 });
const babble = [2, 3, 4, 5, 6, 7, 8, 9].map((seed) => voice({ durationSec: 1, f0Hz: 90 + 20 * seed, seed }));

let degrader: Degrader;
beforeAll(async () => {
  degrader = createDegrader({ ffmpegPath: await ffmpegForTests(), babble });
});

it('each condition is listed once', () => {
  expect(CONDITIONS.map(({ name }) => name)).toEqual(CONDITION_NAMES);
});

describe.each(CONDITIONS)('$title', ({ name }) => {
  const random = name.includes('white') || name.includes('babble') || name === 'reverb';

  it('gives finite samples within full scale, as many as before or up to 0.3 s more', async () => {
    const before = pcm.slice();
    const out = await degrader.degrade(pcm, name, createRandom('clip'));
    expect(pcm).toEqual(before);
    expect(out.every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(out).toHaveLength(pcm.length + (name === 'reverb' ? 4800 : 0));
  });

  it(`is the same for the same clip${random ? ', another for another' : ''}`, async () => {
    const [first, again, other] = await Promise.all(
      ['clip', 'clip', 'other'].map((seed) => degrader.degrade(pcm, name, createRandom(seed))),
    );
    expect(again).toEqual(first);
    if (random) expect(other).not.toEqual(first);
  });

  it('takes a clip of one sample', async () => {
    const out = await degrader.degrade(Float32Array.of(0.5), name, createRandom('clip'));
    expect(out.length).toBeGreaterThan(0);
    expect(out.every(Number.isFinite)).toBe(true);
  });
});

it.each([
  ['opus-24k', 0.95],
  ['mp3-64k', 0.99],
] as const)('%s resembles the clip, without delay', async (name, least) => {
  const { lag, correlation } = bestMatch(pcm, await degrader.degrade(pcm, name, createRandom('clip')));
  expect(Math.abs(lag)).toBeLessThanOrEqual(1);
  expect(correlation).toBeGreaterThan(least);
  expect(correlation).toBeLessThan(0.999_999);
});

describe('a telephone', () => {
  const hiss = noise({ durationSec: 2 });

  it('leaves less than a thousandth above 4 kHz', async () => {
    const breathy = pcm.map((value, i) => value + 0.02 * hiss[i]!);
    for (const clip of [hiss, breathy]) {
      const out = await degrader.degrade(clip, 'telephone', createRandom('clip'));
      expect(bandEnergyDb(out, 4000, 8000)).toBeLessThan(bandEnergyDb(clip, 4000, 8000) - 30);
    }
  });

  it('keeps its band, without delay, and cuts what lies below', async () => {
    const out = await degrader.degrade(hiss, 'telephone', createRandom('clip'));
    expect(bandEnergyDb(out, 400, 3200)).toBeCloseTo(bandEnergyDb(hiss, 400, 3200), 0);
    expect(bandEnergyDb(out, 20, 250)).toBeLessThan(bandEnergyDb(hiss, 20, 250) - 20);
    expect(bestMatch(hiss, out).lag).toBe(0);
  });
});

it.each([
  ['white-20', 20],
  ['white-10', 10],
  ['babble-20', 20],
  ['babble-10', 10],
] as const)('%s adds noise %i dB below the voice', async (name, snrDb) => {
  const out = await degrader.degrade(pcm, name, createRandom('clip'));
  const added = meanPower(out.map((value, i) => value - pcm[i]!));
  expect(Math.abs(10 * Math.log10(activePower(pcm) / added) - snrDb)).toBeLessThan(0.5);
});

describe('12 dB', () => {
  const factor = 10 ** 0.6;
  const ramp = Float32Array.from({ length: 2001 }, (_, i) => (i - 1000) / 1000);

  it('louder is cut off at full scale, and exact below', async () => {
    const out = await degrader.degrade(ramp, 'gain-up-12', createRandom('clip'));
    expect([...out]).toEqual([...ramp].map((x) => Math.max(-1, Math.min(1, Math.fround(x * factor)))));
  });

  it('softer is rounded to 16 bits', async () => {
    const out = await degrader.degrade(ramp, 'gain-down-12', createRandom('clip'));
    out.forEach((value, i) => {
      expect(Number.isInteger(value * 32_768)).toBe(true);
      expect(Math.abs(value - ramp[i]! / factor)).toBeLessThanOrEqual(0.5001 / 32_768);
    });
  });
});

it('babble is refused where there is none', async () => {
  const alone = createDegrader({ ffmpegPath: 'no-such-ffmpeg', babble: [] });
  await expect(alone.degrade(pcm, 'babble-20', createRandom('clip'))).rejects.toThrow(/at least one clip/);
});
