import { beforeAll, describe, expect, it } from 'vitest';
import { throughCodec, type LossyCodec } from '../../../../model/conditions/codecs.js';
import { createDegrader, type Degrader } from '../../../../model/conditions/degrader.js';
import { runChain } from '../../../../model/conditions/process-chain.js';
import { createRandom } from '../../../../model/numerics/random.js';
import { ffmpegForTests } from '../../../helpers/ffmpeg-clips.js';
import { silence, voice } from '../../../helpers/synthetic-voice.js';
import { bestMatch } from '../../../unit/model/conditions/spectrum.js';

const pcm = voice({ durationSec: 1, pauseShare: 0.1 });
const babble = [2, 3, 4, 5].map((seed) => voice({ durationSec: 0.8, seed }));

let ffmpegPath: string;
let degrader: Degrader;
beforeAll(async () => {
  ffmpegPath = await ffmpegForTests();
  degrader = createDegrader({ ffmpegPath, babble });
});

describe('a random channel', () => {
  const seeds = Array.from({ length: 30 }, (_, i) => `clip-${i}`);

  it('gives finite samples within full scale, at least as many as before', async () => {
    for (const seed of seeds) {
      const out = await degrader.randomChannel(pcm, createRandom(seed));
      expect(out.every((value) => Math.abs(value) <= 1)).toBe(true);
      expect(out.some((value) => value !== 0)).toBe(true);
      expect(out.length).toBeGreaterThanOrEqual(pcm.length);
      expect(out.length).toBeLessThanOrEqual(pcm.length + 4800);
    }
  });

  it('is the same for the same seed, another for another', async () => {
    const copies = (): Promise<Float32Array[]> =>
      Promise.all(seeds.slice(0, 12).map((seed) => degrader.randomChannel(pcm, createRandom(seed))));
    const [first, again] = [await copies(), await copies()];
    expect(again).toEqual(first);
    for (let i = 1; i < first.length; i += 1) expect(first[i]).not.toEqual(first[i - 1]);
  });

  it('makes a short clip last half a second', async () => {
    for (const seed of seeds.slice(0, 6)) {
      const out = await degrader.randomChannel(pcm.subarray(0, 1000), createRandom(seed));
      expect(out.length).toBeGreaterThanOrEqual(8000);
    }
  });

  it('takes silence, and does without babble', async () => {
    const alone = createDegrader({ ffmpegPath, babble: [] });
    for (const seed of seeds.slice(0, 6)) {
      const out = await alone.randomChannel(silence({ durationSec: 1 }), createRandom(seed));
      expect(out.every(Number.isFinite)).toBe(true);
    }
  });
});

it.each<LossyCodec>([
  { kind: 'opus', bitsPerSec: 12_000, application: 'voip' },
  { kind: 'opus', bitsPerSec: 39_999.6, application: 'audio' },
  { kind: 'mp3', bitsPerSec: 32_000 },
  { kind: 'mp3', bitsPerSec: 96_000 },
  { kind: 'aac', bitsPerSec: 32_000 },
  { kind: 'aac', bitsPerSec: 95_000.5 },
  { kind: 'g711', lowHz: 200, highHz: 3900 },
])('$kind at $bitsPerSec bit/s adds no delay', async (codec) => {
  const out = await throughCodec(pcm, codec, ffmpegPath);
  expect(out).toHaveLength(pcm.length);
  const { lag, correlation } = bestMatch(pcm, out);
  expect(Math.abs(lag)).toBeLessThanOrEqual(1);
  expect(correlation).toBeGreaterThan(0.8);
});

describe('a chain of ffmpegs', () => {
  const copy = ['-loglevel', 'error', '-f', 's16le', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
  const input = new Uint8Array(2_000_000);

  it('hands everything on', async () => {
    expect(Buffer.from(input).equals(await runChain(ffmpegPath, [copy, copy], input))).toBe(true);
  });

  it.each([
    { which: 'first', chain: [['-f', 'no-such-format', '-i', 'pipe:0'], copy] },
    { which: 'second', chain: [copy, ['-f', 'no-such-format', '-i', 'pipe:0']] },
  ] as const)('says what made the $which one fail', async ({ chain }) => {
    await expect(runChain(ffmpegPath, chain, input)).rejects.toThrow(
      /ffmpeg ended with \d+: .*no-such-format/s,
    );
  });

  it('fails where there is no ffmpeg', async () => {
    await expect(runChain('no-such-ffmpeg', [copy, copy], input)).rejects.toThrow(/ENOENT/);
  });
});
