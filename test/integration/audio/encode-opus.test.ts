import { mkdtemp, open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import type { AudioDecoder, AudioEncoder } from '../../../src/usecases/ports.js';
import { ffmpegForTests, makeClip, makeMuteVideo } from '../../helpers/ffmpeg-clips.js';
import { noise, voice } from '../../helpers/synthetic-voice.js';
import { bestCorrelation, decodeAll } from './decode-helpers.js';
import { fakeFfmpeg, isThere, until } from './fake-ffmpeg.js';

let root: string;
let tools: AudioDecoder & AudioEncoder;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'encode-opus-'));
  const ffmpegPath = await ffmpegForTests();
  tools = createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 100, timeLimitMs: 15_000 });
});
afterAll(() => rm(root, { recursive: true }));

let folder: string;
let target: string;
beforeEach(async () => {
  folder = await mkdtemp(join(root, 'test-'));
  target = join(folder, 'copy.ogg');
});

const expectNoTarget = async () => {
  expect(await readdir(folder)).not.toContain('copy.ogg');
};

describe('encodeOpus', () => {
  it('gives a copy that sounds alike', async () => {
    const source = voice({ durationSec: 3 });
    const path = await makeClip(source, { format: 'wav-16', folder });
    await tools.encodeOpus(path, target, { durationSec: 3, maxBytes: 1_000_000 });
    const { info, samples } = await decodeAll(tools, target);
    expect(info).toMatchObject({ container: 'ogg', codec: 'opus', channels: 1 });
    expect(Math.abs(info.durationSec - 3)).toBeLessThan(0.06);
    expect(bestCorrelation(samples, source, 800)).toBeGreaterThan(0.95);
  });

  it.each([
    [1, 1_000_000, 1],
    [2, 1_000_000, 2],
    [6, 1_000_000, 2],
    [2, 9_000, 1],
    [6, 9_000, 1],
  ])('%i channels in at most %i bytes become %i', async (channels, maxBytes, expected) => {
    const path = await makeClip(voice({ durationSec: 3 }), { format: 'flac', folder, channels });
    await tools.encodeOpus(path, target, { durationSec: 3, maxBytes });
    expect(await tools.decode(target, { maxDurationSec: 5 })).toMatchObject({ channels: expected });
  });

  it.each([500_000, 300_000, 150_000, 80_000, 40_000])(
    'fits noise of 20 s into %i bytes',
    async (maxBytes) => {
      const path = await makeClip(noise({ durationSec: 20, sampleRateHz: 48_000 }), {
        ...{ format: 'flac', folder, sampleRateHz: 48_000, channels: 2 },
      });
      await tools.encodeOpus(path, target, { durationSec: 20, maxBytes });
      const { size } = await stat(target);
      expect(size).toBeLessThanOrEqual(maxBytes);
      if (maxBytes < 240_000) expect(size).toBeGreaterThan(maxBytes * 0.7);
    },
  );

  it('takes the sound of a video, and leaves metadata behind', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), {
      ...{ format: 'mp4', folder, extraArgs: ['-metadata', 'title=Where I live'] },
    });
    expect((await readFile(path)).includes('Where I live')).toBe(true);
    await tools.encodeOpus(path, target, { durationSec: 1, maxBytes: 100_000 });
    expect((await readFile(target)).includes('Where I live')).toBe(false);
  });

  it('says so if no sensible bit rate fits', async () => {
    const path = await makeClip(voice({ durationSec: 3 }), { format: 'flac', folder });
    await expect(tools.encodeOpus(path, target, { durationSec: 3, maxBytes: 3000 })).rejects.toMatchObject({
      code: 'TOO_BIG_TO_PLAY',
    });
    await expectNoTarget();
  });

  it('stops if the copy outgrows its limit, since the clip is longer than was said', async () => {
    const path = await makeClip(noise({ durationSec: 4, sampleRateHz: 48_000 }), {
      ...{ format: 'flac', folder, sampleRateHz: 48_000 },
    });
    await expect(tools.encodeOpus(path, target, { durationSec: 1, maxBytes: 13_500 })).rejects.toMatchObject({
      code: 'TOO_BIG_TO_PLAY',
    });
    await expectNoTarget();
  });

  it('refuses what holds no sound', async () => {
    const text = join(folder, 'note.txt');
    await writeFile(text, 'Hello');
    for (const path of [text, await makeMuteVideo(folder)]) {
      await expect(
        tools.encodeOpus(path, target, { durationSec: 1, maxBytes: 50_000 }),
      ).rejects.toMatchObject({
        code: 'NOT_AUDIO',
      });
      await expectNoTarget();
    }
  });

  it('does not touch a file that is there already', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
    await writeFile(target, 'mine');
    await expect(tools.encodeOpus(path, target, { durationSec: 1, maxBytes: 50_000 })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(await readFile(target, 'utf8')).toBe('mine');
  });

  it('says so if the disk is full', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
    const handle = await open(path);
    await handle.close();
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const write = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, 'writeFile').mockRejectedValue(full);
    try {
      await expect(
        tools.encodeOpus(path, target, { durationSec: 1, maxBytes: 50_000 }),
      ).rejects.toMatchObject({
        code: 'STORAGE_FULL',
      });
    } finally {
      write.mockRestore();
    }
    await expectNoTarget();
  });

  it('leaves neither process nor file behind when aborted or out of time', async () => {
    const path = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
    const body =
      'case "$*" in *"-f ogg"*) head -c 500 /dev/zero; exec sleep 60;; *) head -c 192000 /dev/zero;; esac';
    const fake = await fakeFfmpeg(folder, body);
    const options = { ffmpegPath: fake.path, maxConcurrent: 1, maxQueue: 1, timeLimitMs: 1000 };
    const request = { durationSec: 1, maxBytes: 50_000 };

    await expect(createCodec(options).encodeOpus(path, target, request)).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    await expectNoTarget();

    const controller = new AbortController();
    const encoding = createCodec(options).encodeOpus(path, target, {
      ...{ ...request, signal: controller.signal },
    });
    const settled = expect(encoding).rejects.toThrow('changed my mind');
    await until(async () => (await stat(target).catch(() => undefined))?.size === 500);
    controller.abort(new Error('changed my mind'));
    await settled;
    await expectNoTarget();
    expect((await fake.pids()).filter(isThere)).toEqual([]);
  });

  it('needs ffmpeg', async () => {
    const none = createCodec({ ffmpegPath: undefined, maxConcurrent: 1, maxQueue: 1, timeLimitMs: 1000 });
    await expect(none.encodeOpus('a', target, { durationSec: 1, maxBytes: 50_000 })).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
    });
  });
});
