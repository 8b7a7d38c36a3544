import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import { makeClip, runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { silence, toWav, tone, voice } from '../../helpers/synthetic-voice.js';
import { bestCorrelation, decodeAll, rms } from './decode-helpers.js';
import { FFMPEGS } from './ffmpegs.js';
import { toMaskedWav, toRifx, withTracks } from './odd-files.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sound-choice-'));
});
afterAll(() => rm(folder, { recursive: true }));

const DURATION_SEC = 2;
const speech = voice({ durationSec: DURATION_SEC, peak: 0.4 });
const nothing = silence({ durationSec: DURATION_SEC });
const scaled = (samples: Float32Array, gain: number) => samples.map((value) => value * gain);
const constant = nothing.map(() => 0.9);
const whistle = tone({ durationSec: DURATION_SEC, frequencyHz: 1000, peak: 0.9 });
/** A channel with the voice among so many silent ones. */
const among = (count: number, number: number) =>
  Array.from({ length: count }, (_, channel) => (channel === number ? speech : nothing));

describe.each(FFMPEGS)('what is heard, with the ffmpeg of %s', (_source, ffmpegPath) => {
  const codec = createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 100, timeLimitMs: 30_000 });

  async function expectVoice(path: string, tolerance = 0.98) {
    const { info, samples } = await decodeAll(codec, path);
    expect(bestCorrelation(samples, speech, 1200)).toBeGreaterThan(tolerance);
    expect(rms(samples) / rms(speech)).toBeCloseTo(1, 1);
    const measured = await codec.measure(path, { maxDurationSec: 30 });
    expect(measured.track).toBe(info.track);
    expect(measured.durationSec).toBeCloseTo(info.durationSec, 3);
    const copy = join(folder, `copy-${performance.now()}.ogg`);
    await codec.encodeOpus(path, copy, { durationSec: info.durationSec, maxBytes: 5_000_000 });
    const played = await decodeAll(codec, copy);
    expect(bestCorrelation(played.samples, speech, 1200)).toBeGreaterThan(tolerance - 0.03);
    return info;
  }

  const wav = async (channels: readonly Float32Array[], mask?: number) => {
    const path = join(folder, `channels-${performance.now()}.wav`);
    await writeFile(path, mask === undefined ? toWav(channels) : toMaskedWav(channels, mask));
    return path;
  };

  describe.skipIf(ffmpegPath === undefined)('of channels', () => {
    it.each([
      ['the better side where phases are opposite', [speech, scaled(speech, -1)], [1]],
      ['the left side where the right one is silent', [speech, nothing], [1]],
      ['the right side where the left one is silent', [nothing, speech], [2]],
      ['the side without a constant voltage', [speech, constant], [1]],
      ['the side without a loud whistle', [whistle, speech], [2]],
      ['the one of six that layouts call a subwoofer', among(6, 3), [4]],
      ['the one of nine', among(9, 8), [9]],
      ['the one of 24', among(24, 17), [18]],
      ['the one of 64', among(64, 63), [64]],
      ['two of four', [speech, nothing, speech, whistle], [1, 3]],
      ['one of two with opposite phases among four', [whistle, scaled(speech, -1), speech, nothing], [2]],
    ])('%s', async (_what, channels, heardChannels) => {
      const { samples, info } = await decodeAll(codec, await wav(channels));
      expect(info).toMatchObject({ channels: channels.length, heardChannels });
      const expected = channels[heardChannels[0]! - 1]!;
      expect(bestCorrelation(samples, expected, 0)).toBeGreaterThan(0.99);
      expect(rms(samples) / rms(speech)).toBeCloseTo(1, 1);
    });

    it.each([2, 3, 6, 7, 8, 9, 10, 16, 33, 64])('the mean of %i alike', async (count) => {
      const info = await expectVoice(await wav(Array<Float32Array>(count).fill(speech)));
      expect(info.channels).toBe(count);
      expect(info.heardChannels).toBeUndefined();
    });

    it.each([
      ['back left and right', 2, 0x30],
      ['one that does not fit', 2, 0x3_ff_ff],
      ['one from beyond', 2, 0x80_00_00_00],
      ['a single subwoofer', 1, 0x8],
      ['eight of the ceiling', 8, 0x3_f0_03],
    ])('whatever the mask: %s', async (_what, count, mask) => {
      await expectVoice(await wav(Array<Float32Array>(count).fill(speech), mask));
    });

    it('of a long clip the same as of a short one', async () => {
      const long = voice({ durationSec: 40, peak: 0.4 });
      const { info, samples } = await decodeAll(codec, await wav([long, scaled(long, -1)]), {
        maxDurationSec: 60,
      });
      expect(info).toMatchObject({ heardChannels: [1], durationSec: 40 });
      expect(bestCorrelation(samples, long, 0)).toBeGreaterThan(0.999);
    });
  });

  describe.skipIf(ffmpegPath === undefined)('of channels that come on the way', () => {
    /** Links of a chained Ogg file, of different numbers of channels. */
    const chained = async (links: readonly (readonly Float32Array[])[]) => {
      const parts: Buffer[] = [];
      for (const [i, channels] of links.entries()) {
        const path = join(folder, `link-${performance.now()}.opus`);
        const serial = ['-serial_offset', String(1000 * (i + 1))];
        await runFfmpegForTests([
          '-i',
          await wav(channels),
          '-c:a',
          'libopus',
          '-b:a',
          '128k',
          ...serial,
          path,
        ]);
        parts.push(await readFile(path));
      }
      const path = join(folder, `chained-${performance.now()}.opus`);
      await writeFile(path, Buffer.concat(parts));
      return path;
    };

    it('the better side of a second channel in opposite phase', async () => {
      const path = await chained([[nothing], [speech, scaled(speech, -1)]]);
      const { samples } = await decodeAll(codec, path);
      const measured = await codec.measure(path, { maxDurationSec: 30 });
      expect(samples.length / 16_000).toBeCloseTo(measured.durationSec, 2);
      const copy = join(folder, `copy-${performance.now()}.ogg`);
      await codec.encodeOpus(path, copy, { durationSec: measured.durationSec, maxBytes: 5_000_000 });
      const played = await decodeAll(codec, copy);
      for (const heard of [samples, played.samples]) {
        const second = heard.subarray(-DURATION_SEC * 16_000);
        expect(bestCorrelation(second, speech, 1200)).toBeGreaterThan(0.95);
        expect(rms(second) / rms(speech)).toBeCloseTo(1, 1);
      }
    });
  });

  describe.skipIf(ffmpegPath === undefined)('of tracks', () => {
    it('the first', async () => {
      const other = voice({ durationSec: DURATION_SEC, seed: 9, f0Hz: 220 });
      const info = await expectVoice(await withTracks([speech, other], { folder }));
      expect(info.track).toBeUndefined();
    });

    it.each(['mp4', 'mkv', 'mka'])('the next where the first ones of %s are silent', async (ending) => {
      const tracks = [nothing, constant, speech, nothing];
      const extraArgs = ending === 'mp4' ? [] : ['-c:a', 'libopus', '-b:a', '64k'];
      const info = await expectVoice(await withTracks(tracks, { folder, ending, extraArgs }));
      expect(info.track).toBe(3);
    });

    it('the one that the file calls its default', async () => {
      const other = voice({ durationSec: DURATION_SEC, seed: 9, f0Hz: 220 });
      const extraArgs = ['-c:a', 'libvorbis', '-disposition:a:0', '0', '-disposition:a:1', 'default'];
      const info = await expectVoice(await withTracks([other, speech], { folder, ending: 'mkv', extraArgs }));
      expect(info.track).toBe(2);
    });

    it('the next where the first cannot be read', async () => {
      const extraArgs = ['-c:a:0', 'dfpwm', '-c:a', 'pcm_s16le'];
      const path = await withTracks([speech, speech], {
        folder,
        ending: 'mov',
        extraArgs: extraArgs.slice(2),
      });
      // Named after no codec that there is.
      const bytes = await readFile(path);
      bytes.write('nope', bytes.indexOf('sowt'), 'latin1');
      await writeFile(path, bytes);
      expect((await expectVoice(path)).track).toBe(2);
    });

    it('the first where all are silent', async () => {
      const path = await withTracks([nothing, nothing], { folder });
      const { info, samples } = await decodeAll(codec, path);
      expect(info.track).toBeUndefined();
      expect(rms(samples)).toBeLessThan(1e-4);
    });
  });

  describe.skipIf(ffmpegPath === undefined)('of files', () => {
    const refusal = (path: string) =>
      Promise.all(
        (['decode', 'measure'] as const).map((work) =>
          codec[work](path, { maxDurationSec: 30 }).then(
            () => 'taken',
            (error: unknown) => (error as { code: string }).code,
          ),
        ),
      );

    it('not those of a big-endian WAV, which ffmpeg takes for noise', async () => {
      const bytes = toRifx(speech);
      const path = join(folder, 'rifx.wav');
      await writeFile(path, bytes);
      expect(await refusal(path)).toEqual(['NOT_AUDIO', 'NOT_AUDIO']);
      const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x01\0', 'latin1'), Buffer.alloc(128)]);
      await writeFile(path, Buffer.concat([tag, bytes]));
      expect(await refusal(path)).toEqual(['NOT_AUDIO', 'NOT_AUDIO']);
    });

    it('none of a WAV of no or four samples, at upload and detection alike', async () => {
      for (const count of [0, 4]) {
        const path = await wav([speech.subarray(0, count)]);
        const [decoded, measured] = await Promise.allSettled([
          codec.decode(path, { maxDurationSec: 30 }),
          codec.measure(path, { maxDurationSec: 30 }),
        ]);
        for (const { status, ...rest } of [decoded, measured]) {
          // Who asks refuses what is too short for a voice.
          if (status === 'fulfilled') expect(rest).toMatchObject({ value: { durationSec: 4 / 16_000 } });
          else expect(rest).toMatchObject({ reason: { code: 'AUDIO_TOO_SHORT' } });
        }
      }
    });

    it('none of kinds that ffmpeg knows and cannot read, said so', async () => {
      const tooMany = await wav(Array<Float32Array>(65).fill(speech));
      expect(await refusal(tooMany)).toEqual(['SOUND_UNREADABLE', 'SOUND_UNREADABLE']);
      expect(await refusal(await xheAac())).toEqual(['SOUND_UNREADABLE', 'SOUND_UNREADABLE']);
      expect(await refusal(await oddFlac())).toEqual(['SOUND_UNREADABLE', 'SOUND_UNREADABLE']);
    });

    it('all of AMR with pauses, where there is a decoder that keeps them', async () => {
      const path = await pausingAmr();
      const { stdout } = await promisify(execFile)(ffmpegPath!, ['-v', 'error', '-decoders']);
      const { durationSec } = await codec.decode(path, { maxDurationSec: 30 });
      const measured = await codec.measure(path, { maxDurationSec: 30 });
      expect(measured).toMatchObject({ codec: 'amr_nb', durationSec });
      if (stdout.includes('libopencore_amrnb')) expect(durationSec).toBeCloseTo(4, 5);
      else expect(durationSec).toBeGreaterThan(1.9);
    });

    it('and Matroska is not called WebM', async () => {
      const [mka, webm] = await Promise.all(
        ['mka', 'webm'].map((ending) =>
          withTracks([speech], { folder, ending, extraArgs: ['-c:a', 'libopus'] }),
        ),
      );
      expect(await codec.measure(mka!, { maxDurationSec: 30 })).toMatchObject({ container: 'matroska' });
      expect((await decodeAll(codec, webm!)).info.container).toBe('matroska,webm');
    });
  });
});

/** An M4A whose description says xHE-AAC: audio object type 42, which needs an escape of six more bits. */
async function xheAac(): Promise<string> {
  const path = await makeClip(speech, { format: 'm4a', folder });
  const bytes = await readFile(path);
  const at = bytes.indexOf(Buffer.from([0x05, 0x80, 0x80, 0x80]), bytes.indexOf('esds'));
  bytes.set([0b1111_1001, 0b0100_1000, 0b0010_0000], at + 5);
  await writeFile(path, bytes);
  return path;
}

/** AMR at its lowest rate: a second of sound, two of pause, which are frames without data, and a second of sound. */
async function pausingAmr(): Promise<string> {
  const sound = Array.from({ length: 50 }, (_, i) =>
    Buffer.from([0x04, ...Array.from({ length: 12 }, (_byte, k) => (i * 7919 + k * 104_729) & 0xff)]),
  );
  const pause = Buffer.alloc(100, 0x7c);
  const path = join(folder, `pausing-${performance.now()}.amr`);
  await writeFile(path, Buffer.concat([Buffer.from('#!AMR\n'), ...sound, pause, ...sound]));
  return path;
}

/** A FLAC whose frames say 32 bits a sample, which older decoders do not know: they pass over such frames. */
async function oddFlac(): Promise<string> {
  const path = await makeClip(speech, { format: 'flac', folder });
  const bytes = await readFile(path);
  for (
    let at = bytes.indexOf(Buffer.from([0xff, 0xf8]));
    at >= 0;
    at = bytes.indexOf(Buffer.from([0xff, 0xf8]), at + 2)
  ) {
    bytes[at + 3]! |= 0b1110;
  }
  await writeFile(path, bytes);
  return path;
}
