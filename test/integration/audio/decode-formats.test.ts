import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import type { AudioDecoder } from '../../../src/usecases/ports.js';
import {
  CLIP_FORMATS,
  ffmpegForTests,
  LOSSLESS_FORMATS,
  makeClip,
  type ClipFormat,
} from '../../helpers/ffmpeg-clips.js';
import { tone, voice } from '../../helpers/synthetic-voice.js';
import { bestCorrelation, decodeAll, rms } from './decode-helpers.js';

/** Codecs pad a clip to whole frames. */
const TOLERANCE_SEC = 0.06;

let folder: string;
let decoder: AudioDecoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-formats-'));
  const ffmpegPath = await ffmpegForTests();
  decoder = createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 100, timeLimitMs: 15_000 });
});
afterAll(() => rm(folder, { recursive: true }));

describe('decode: formats', () => {
  const source = voice({ durationSec: 1.5, sampleRateHz: 48_000 });

  const EXPECTED: Record<ClipFormat, { container: string; codec: string }> = {
    'wav-8': { container: 'wav', codec: 'pcm_u8' },
    'wav-16': { container: 'wav', codec: 'pcm_s16le' },
    'wav-24': { container: 'wav', codec: 'pcm_s24le' },
    'wav-float': { container: 'wav', codec: 'pcm_f32le' },
    flac: { container: 'flac', codec: 'flac' },
    mp3: { container: 'mp3', codec: 'mp3' },
    'ogg-vorbis': { container: 'ogg', codec: 'vorbis' },
    'ogg-opus': { container: 'ogg', codec: 'opus' },
    m4a: { container: 'mov,mp4,m4a,3gp,3g2,mj2', codec: 'aac' },
    'webm-opus': { container: 'matroska,webm', codec: 'opus' },
    mp4: { container: 'mov,mp4,m4a,3gp,3g2,mj2', codec: 'aac' },
  };

  it.each(CLIP_FORMATS)('%s: tells what it is and how long, and gives the voice back', async (format) => {
    const path = await makeClip(source, { format, folder, sampleRateHz: 48_000 });
    const { info, samples } = await decodeAll(decoder, path, { sampleRateHz: 48_000 });
    expect(info).toMatchObject({ ...EXPECTED[format], sampleRateHz: 48_000, channels: 1 });
    expect(Math.abs(info.durationSec - 1.5)).toBeLessThan(TOLERANCE_SEC);
    expect(info.durationSec).toBeCloseTo(samples.length / 48_000, 9);
    const measured = await decoder.measure(path, { maxDurationSec: 30 });
    expect(measured).toEqual({ ...info, durationSec: expect.closeTo(info.durationSec, 3) as number });
    expect(bestCorrelation(samples, source, TOLERANCE_SEC * 48_000)).toBeGreaterThan(0.97);
    expect(rms(samples) / rms(source)).toBeCloseTo(1, 1);
  });

  it.each(LOSSLESS_FORMATS)('%s: gives back the very samples', async (format) => {
    const path = await makeClip(source, { format, folder, sampleRateHz: 48_000 });
    const { samples } = await decodeAll(decoder, path, { sampleRateHz: 48_000 });
    expect(samples.length).toBe(source.length);
    const furthest = samples.reduce((most, value, i) => Math.max(most, Math.abs(value - source[i]!)), 0);
    expect(furthest).toBeLessThan(1 / 16_384);
  });

  it('m4a: the index really is at the end', async () => {
    const bytes = await readFile(await makeClip(source, { format: 'm4a', folder, sampleRateHz: 48_000 }));
    expect(bytes.indexOf('moov')).toBeGreaterThan(bytes.indexOf('mdat'));
  });
});

describe('decode: rates and channels', () => {
  it.each([8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])(
    'a file of %i Hz',
    async (rate) => {
      const source = tone({ durationSec: 1, sampleRateHz: rate, frequencyHz: 440 });
      const path = await makeClip(source, { format: 'wav-16', folder, sampleRateHz: rate });
      const { info, samples } = await decodeAll(decoder, path);
      expect(info.sampleRateHz).toBe(rate);
      expect(info.durationSec).toBeCloseTo(1, 2);
      const expected = tone({ durationSec: 1, sampleRateHz: 16_000, frequencyHz: 440 });
      expect(bestCorrelation(samples, expected, 0)).toBeGreaterThan(0.999);
      expect(rms(samples) / rms(expected)).toBeCloseTo(1, 1);
    },
  );

  it.each(['flac', 'mp3', 'ogg-vorbis', 'ogg-opus', 'm4a', 'webm-opus', 'mp4'] as const)(
    '%s from 8 kHz to 48 kHz and as 5.1',
    async (format) => {
      for (const [sampleRateHz, channels] of [
        [8_000, 1],
        [44_100, 2],
        [48_000, format === 'mp3' ? 2 : 6],
      ] as const) {
        const source = voice({ durationSec: 1.2, sampleRateHz });
        const path = await makeClip(source, { format, folder, sampleRateHz, channels });
        const { info, samples } = await decodeAll(decoder, path, { sampleRateHz });
        expect(info.channels).toBe(channels);
        // A frame of AAC has 1024 samples, which at 8 kHz is longer than the usual tolerance.
        const toleranceSec = Math.max(TOLERANCE_SEC, 1024 / sampleRateHz);
        expect(Math.abs(info.durationSec - 1.2)).toBeLessThan(toleranceSec);
        expect(bestCorrelation(samples, source, toleranceSec * sampleRateHz)).toBeGreaterThan(0.95);
      }
    },
  );

  it.each([8_000, 16_000, 22_050, 48_000])('to %i Hz', async (sampleRateHz) => {
    const source = tone({ durationSec: 1, sampleRateHz: 44_100, frequencyHz: 300 });
    const path = await makeClip(source, { format: 'flac', folder, sampleRateHz: 44_100 });
    const { samples } = await decodeAll(decoder, path, { sampleRateHz });
    const expected = tone({ durationSec: 1, sampleRateHz, frequencyHz: 300 });
    expect(Math.abs(samples.length - sampleRateHz)).toBeLessThan(sampleRateHz * 0.005);
    expect(bestCorrelation(samples, expected, 0)).toBeGreaterThan(0.999);
  });

  it.each([1, 2, 6])('%i equal channels give back what each holds, however loud', async (channels) => {
    const source = tone({ durationSec: 0.5, peak: 0.99 });
    const path = await makeClip(source, { format: 'wav-16', folder, channels });
    const { info, samples } = await decodeAll(decoder, path);
    expect(info.channels).toBe(channels);
    const furthest = samples.reduce((most, value, i) => Math.max(most, Math.abs(value - source[i]!)), 0);
    expect(furthest).toBeLessThan(0.001);
  });

  it('samples are at 16 kHz unless asked otherwise', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'wav-16', folder });
    const { samples } = await decodeAll(decoder, path);
    expect(samples.length).toBe(16_000);
  });
});

describe('decode: other traits of files', () => {
  it('decodes and measures without a receiver', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
    await expect(decoder.decode(path, { maxDurationSec: 5 })).resolves.toMatchObject({ durationSec: 1 });
  });

  it('needs no ending in the name, and is not confused by odd ones', async () => {
    for (const name of ['no-ending', '-i', 'a:b %d "quoted" \'too\'.txt', 'http:x', 'é🎵']) {
      const path = join(folder, name);
      await rename(await makeClip(voice({ durationSec: 0.5 }), { format: 'mp3', folder }), path);
      await expect(decoder.decode(path, { maxDurationSec: 5 })).resolves.toMatchObject({ codec: 'mp3' });
    }
  });

  it('finds the sound behind a large cover picture', async () => {
    const plain = await makeClip(voice({ durationSec: 1 }), { format: 'mp3', folder });
    const path = join(folder, 'cover');
    await writeFile(path, Buffer.concat([id3WithPicture(4_000_000), await readFile(plain)]));
    const info = await decoder.decode(path, { maxDurationSec: 5 });
    expect(info.codec).toBe('mp3');
    expect(Math.abs(info.durationSec - 1)).toBeLessThan(TOLERANCE_SEC);
  });
});

/** An ID3v2.3 tag that holds a picture of so many bytes. */
function id3WithPicture(pictureBytes: number): Buffer {
  const body = Buffer.concat([
    Buffer.from('\0image/png\0\x03\0', 'latin1'),
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    Buffer.alloc(pictureBytes, 0x5a),
  ]);
  const frame = Buffer.alloc(10);
  frame.write('APIC', 'latin1');
  frame.writeUInt32BE(body.length, 4);
  const size = frame.length + body.length;
  const header = Buffer.from([
    ...[0x49, 0x44, 0x33, 3, 0, 0],
    ...[(size >> 21) & 0x7f, (size >> 14) & 0x7f, (size >> 7) & 0x7f, size & 0x7f],
  ]);
  return Buffer.concat([header, frame, body]);
}
