import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import type { AudioDecoder } from '../../../src/usecases/ports.js';
import { ffmpegForTests, makeClip, makeMuteVideo, runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { noise, toWav, voice } from '../../helpers/synthetic-voice.js';

let folder: string;
let decoder: AudioDecoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-refusals-'));
  const ffmpegPath = await ffmpegForTests();
  decoder = createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 100, timeLimitMs: 15_000 });
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** What is refused when decoded is refused when measured, and what is not, is as long. */
const decode = async (path: string) => {
  const options = { maxDurationSec: 10 };
  const [decoded, measured] = await Promise.allSettled([
    decoder.decode(path, options),
    decoder.measure(path, options),
  ]);
  if (decoded.status === 'rejected') {
    expect(measured).toMatchObject({ status: 'rejected', reason: { name: (decoded.reason as Error).name } });
    throw decoded.reason;
  }
  const durationSec = expect.closeTo(decoded.value.durationSec, 1) as number;
  // That a damaged file's clock is odd, measuring alone says.
  if (measured.status === 'fulfilled') delete measured.value.isIrregular;
  expect(measured).toEqual({ status: 'fulfilled', value: { ...decoded.value, durationSec } });
  return decoded.value;
};

describe('decode: what holds no sound', () => {
  const png = Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d49484452000000400000003008020000', 'hex'),
    Buffer.alloc(500, 7),
  ]);

  it.each([
    ['an empty file', 'empty.wav', ''],
    ['text', 'note.txt', 'Hello there.\n'.repeat(100)],
    ['text that is called MP3', 'note.mp3', 'Hello there.\n'.repeat(100)],
    ['the beginning of a picture', 'picture.png', png],
    ['the beginning of a picture that is called OGG', 'picture.ogg', png],
    ['subtitles', 'a.srt', '1\n00:00:00,000 --> 00:00:02,000\nHello\n'],
    ['zeros', 'zeros.wav', Buffer.alloc(10_000)],
    ['a WAV header alone', 'header.wav', Buffer.from('RIFF\x24\0\0\0WAVEfmt ', 'latin1')],
  ])('%s is not audio', async (_what, name, content) => {
    await expect(decode(await file(name, content))).rejects.toMatchObject({ code: 'NOT_AUDIO' });
  });

  it('a video without sound is not audio', async () => {
    await expect(decode(await makeMuteVideo(folder))).rejects.toMatchObject({ code: 'NOT_AUDIO' });
  });

  it('a sound track without a sample is too short', async () => {
    const path = await makeClip(new Float32Array(0), { format: 'wav-16', folder });
    await expect(decode(path)).rejects.toMatchObject({ code: 'AUDIO_TOO_SHORT' });
  });

  it('says for the log why ffmpeg refused', async () => {
    const error: unknown = await decode(await file('why.txt', 'Hello')).catch((thrown: unknown) => thrown);
    expect(String((error as Error).cause)).toMatch(/ffmpeg ended with \d+: .*why\.txt/s);
  });
});

describe('decode: files that name other files', () => {
  /** ffmpeg would wait forever if it opened the pipe that each of them names. */
  const scripts: [string, string, (name: string) => string][] = [
    [
      'an HLS playlist',
      'list.m3u8',
      (name) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n${name}\n#EXT-X-ENDLIST\n`,
    ],
    ['a concat script', 'script.ffconcat', (name) => `ffconcat version 1.0\nfile ${name}\n`],
    [
      'a session description',
      'session.sdp',
      () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n',
    ],
    [
      'a DASH manifest',
      'manifest.mpd',
      (name) =>
        `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="a" bandwidth="1"><BaseURL>${name}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    ],
    ['ffmetadata', 'meta.txt', (name) => `;FFMETADATA1\ntitle=${name}\nfile=${name}\n`],
  ];

  it.each(scripts)('%s is refused, and what it names stays closed', async (_what, name, write) => {
    await rm(join(folder, 'secret.mp3'), { force: true });
    await promisify(execFile)('mkfifo', [join(folder, 'secret.mp3')]);
    for (const called of [name, 'disguised.mp3']) {
      const path = await file(called, write('secret.mp3'));
      await expect(decode(path)).rejects.toMatchObject({ code: 'NOT_AUDIO' });
    }
  });

  it.each(scripts.slice(0, 2))('%s would be followed otherwise', async (_what, name, write) => {
    await rm(join(folder, 'other.mp3'), { force: true });
    const other = await makeClip(voice({ durationSec: 1 }), { format: 'mp3', folder });
    await writeFile(join(folder, 'other.mp3'), await readFile(other));
    await expect(
      runFfmpegForTests(['-i', await file(name, write('other.mp3')), '-f', 'null', '-']),
    ).resolves.toBeUndefined();
  });
});

describe('decode: length', () => {
  it('takes a clip of just the longest duration', async () => {
    const path = await makeClip(voice({ durationSec: 2 }), { format: 'wav-16', folder });
    await expect(decoder.decode(path, { maxDurationSec: 2 })).resolves.toMatchObject({ durationSec: 2 });
  });

  it.each(['wav-16', 'ogg-opus', 'm4a'] as const)(
    'refuses a longer one as %s, and says the limit',
    async (format) => {
      const path = await makeClip(voice({ durationSec: 3 }), { format, folder });
      let received = 0;
      await expect(
        decoder.decode(path, {
          maxDurationSec: 2.5,
          onSamples: (samples) => {
            received += samples.length;
          },
        }),
      ).rejects.toMatchObject({ code: 'CLIP_TOO_LONG', message: expect.stringContaining('2.5 s') as string });
      expect(received).toBeLessThanOrEqual(2.5 * 16_000);
    },
  );

  it('stops at once: hours of silence cost no time', async () => {
    const path = join(folder, 'hours.flac');
    await runFfmpegForTests(['-f', 'lavfi', '-i', 'anullsrc=r=8000:cl=mono', '-t', '7200', path]);
    const start = performance.now();
    await expect(decode(path)).rejects.toMatchObject({ code: 'CLIP_TOO_LONG' });
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe('decode: damaged files', () => {
  it.each(['wav-16', 'flac', 'mp3', 'ogg-vorbis', 'ogg-opus', 'webm-opus'] as const)(
    'a %s that was cut short counts as far as it goes',
    async (format) => {
      const path = await makeClip(noise({ durationSec: 4 }), { format, folder });
      await truncate(path, Math.floor((await readFile(path)).length * 0.6));
      const { durationSec } = await decode(path);
      expect(durationSec).toBeGreaterThan(1);
      expect(durationSec).toBeLessThan(3.5);
    },
  );

  it('an M4A that lost its index is not audio', async () => {
    const path = await makeClip(noise({ durationSec: 2 }), { format: 'm4a', folder });
    await truncate(path, Math.floor((await readFile(path)).length * 0.6));
    await expect(decode(path)).rejects.toMatchObject({ code: 'NOT_AUDIO' });
  });

  it.each(['flac', 'mp3', 'ogg-opus', 'm4a'] as const)(
    'a %s with bytes overwritten is decoded or refused',
    async (format) => {
      const path = await makeClip(voice({ durationSec: 3 }), { format, folder });
      const whole = await readFile(path);
      for (let seed = 1; seed <= 4; seed += 1) {
        const bytes = Buffer.from(whole);
        for (let i = 0; i < 40; i += 1) bytes[(i * 7919 * seed + 17) % bytes.length]! ^= 0x55;
        const outcome = await decode(await file(`damaged-${format}-${seed}`, bytes)).then(
          () => 'decoded',
          (error: unknown) => (error as { code?: string }).code,
        );
        expect(['decoded', 'NOT_AUDIO', 'SOUND_UNREADABLE', 'CLIP_TOO_LONG']).toContain(outcome);
      }
    },
  );
});

describe('decode: forged headers', () => {
  it.each([
    ['a rate of 1 Hz', 24, 1],
    ['a rate beyond all sense', 24, 2_147_483_647],
    ['no rate', 24, 0],
    ['thousands of channels', 22, 5000],
    ['no channel', 22, 0],
  ])('%s is refused at little cost', async (what, offset, value) => {
    const wav = toWav(noise({ durationSec: 5 }));
    if (offset === 24) wav.writeUInt32LE(value, offset);
    else wav.writeUInt16LE(value, offset);
    const start = performance.now();
    const code = await decode(await file(`${what}.wav`, wav)).catch(
      (error: unknown) => (error as { code: string }).code,
    );
    // An old ffmpeg lacks the memory that the first of them asks for, a new one finds it too long.
    expect(['NOT_AUDIO', 'CLIP_TOO_LONG']).toContain(code);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('a size beyond the end of the file is read up to the end', async () => {
    const wav = toWav(voice({ durationSec: 1 }));
    wav.writeUInt32LE(0xff_ff_ff_ff, 40);
    await expect(decode(await file('endless.wav', wav))).resolves.toMatchObject({ durationSec: 1 });
  });

  it('long lyrics do not hide the description of the sound', async () => {
    const lyrics = ['-metadata', `lyrics=${'la la la\n'.repeat(5000)}`];
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'mp3', folder, extraArgs: lyrics });
    await expect(decode(path)).resolves.toMatchObject({ codec: 'mp3' });
  });
});

describe('decode: mistakes of ours', () => {
  it('a missing file is not called a bad upload', async () => {
    await expect(decode(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([{ maxDurationSec: 0 }, { maxDurationSec: NaN }, { maxDurationSec: 1, sampleRateHz: 0 }])(
    '%o',
    async (options) => {
      const path = await file('mistake.wav', '');
      await expect(decoder.decode(path, options)).rejects.toBeInstanceOf(RangeError);
    },
  );
});
