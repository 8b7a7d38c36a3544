import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import { CLIP_FORMATS, makeClip, runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { voice } from '../../helpers/synthetic-voice.js';
import { FFMPEGS } from './ffmpegs.js';
import { joined, jumping, type JoinedFormat, type Piece } from './odd-files.js';

/** Codecs pad each piece to whole frames, and their encoders add some. */
const PADDING_SEC = 0.1;
/** A piece ends within a sample; where the rate changes, ffmpeg's resampler keeps what it holds, some 20 samples. */
const ROUNDING_SEC = 0.003;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'one-truth-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(FFMPEGS)('one truth, with the ffmpeg of %s', (_source, ffmpegPath) => {
  const codec = createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 100, timeLimitMs: 30_000 });

  /** What upload measures, detect hears and play sends. */
  async function lengthsOf(path: string) {
    const options = { maxDurationSec: 120 };
    const measured = await codec.measure(path, options);
    let heard = 0;
    const decoded = await codec.decode(path, {
      ...options,
      onSamples: (samples) => {
        heard += samples.length;
      },
    });
    const copy = join(folder, `copy-${performance.now()}.ogg`);
    await codec.encodeOpus(path, copy, { durationSec: measured.durationSec, maxBytes: 10_000_000 });
    const played = await codec.measure(copy, options);
    expect(decoded.durationSec).toBeCloseTo(heard / 16_000, 9);
    return { measured, decoded: decoded.durationSec, played };
  }

  async function expectOneLength(path: string, pieces: readonly Piece[]): Promise<void> {
    const { measured, decoded, played } = await lengthsOf(path);
    const total = pieces.reduce((sum, { durationSec }) => sum + durationSec, 0);
    const rounding = ROUNDING_SEC * pieces.length;
    expect(Math.abs(measured.durationSec - total)).toBeLessThan(PADDING_SEC * pieces.length);
    expect(Math.abs(decoded - measured.durationSec)).toBeLessThan(rounding);
    expect(Math.abs(played.durationSec - measured.durationSec)).toBeLessThan(rounding);
    expect(played.isIrregular).toBeUndefined();
  }

  describe.skipIf(ffmpegPath === undefined)('holds', () => {
    it.each(CLIP_FORMATS)('%s', async (format) => {
      const piece = { durationSec: 1.37, sampleRateHz: 44_100, channels: 2 };
      const samples = voice(piece);
      await expectOneLength(await makeClip(samples, { format, folder, ...piece }), [piece]);
    });

    it.each([
      ['aiff', []],
      ['caf', ['-c:a', 'pcm_s16be']],
      ['w64', []],
      ['au', []],
      ['voc', ['-ac', '1']],
      ['aac', []],
      ['ac3', []],
      ['wma', []],
      ['tta', []],
      ['wv', []],
      ['mka', ['-c:a', 'libvorbis']],
      ['avi', ['-c:a', 'libmp3lame']],
      ['flv', ['-c:a', 'libmp3lame', '-ar', '44100']],
      ['ts', ['-c:a', 'mp2']],
      ['mov', ['-c:a', 'alac']],
    ] as const)('%s', async (ending, args) => {
      const piece = { durationSec: 1.37, sampleRateHz: 44_100, channels: 2 };
      const source = await makeClip(voice(piece), { format: 'wav-16', folder, ...piece });
      const path = join(folder, `other-${ending}-${performance.now()}.${ending}`);
      await runFfmpegForTests(['-i', source, ...args, path]);
      await expectOneLength(path, [piece]);
    });

    const piece = fc.record({
      durationSec: fc.double({ min: 0.5, max: 2.5, noNaN: true }),
      sampleRateHz: fc.constantFrom(16_000, 44_100, 48_000),
      channels: fc.constantFrom(1, 2),
    });

    it('over files whose rate or channels change', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(piece, { minLength: 2, maxLength: 4 }),
          fc.constantFrom<JoinedFormat>('mp3', 'vorbis', 'opus', 'flac'),
          async (pieces, format) => {
            await expectOneLength(await joined(pieces, { format, folder }), pieces);
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
    });

    it('over files whose clock starts late or jumps', { timeout: 120_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(
          piece,
          fc.constantFrom(0, 3, 5000),
          fc.constantFrom(0, 2, 1200),
          fc.constantFrom('webm' as const, 'mkv' as const),
          async (recorded, startSec, jumpSec, ending) => {
            const path = await jumping(recorded, { startSec, jumpSec }, { ending, folder });
            await expectOneLength(path, [recorded]);
          },
        ),
        { numRuns: 6, endOnFailure: true },
      );
    });

    it('knows a file that a player would make another length of', async () => {
      const pieces = [
        { durationSec: 1.5, sampleRateHz: 44_100, channels: 1 },
        { durationSec: 1.5, sampleRateHz: 44_100, channels: 2 },
      ];
      const odd = [
        await joined(pieces, { format: 'mp3', folder }),
        await joined([pieces[1]!, pieces[1]!], { format: 'vorbis', folder }),
        await jumping(pieces[0]!, { startSec: 0, jumpSec: 1200 }, { ending: 'webm', folder }),
        await jumping(pieces[0]!, { startSec: 5000, jumpSec: 0 }, { ending: 'webm', folder }),
      ];
      for (const path of odd) {
        await expect(codec.measure(path, { maxDurationSec: 60 })).resolves.toMatchObject({
          isIrregular: true,
        });
      }
    });

    it('counts all links against the longest duration', async () => {
      const pieces = [1, 2].map((channels) => ({ durationSec: 2, sampleRateHz: 44_100, channels }));
      const path = await joined(pieces, { format: 'mp3', folder });
      for (const work of ['measure', 'decode'] as const) {
        await expect(codec[work](path, { maxDurationSec: 3 })).rejects.toMatchObject({
          code: 'CLIP_TOO_LONG',
        });
      }
    });
  });
});
