import { setTimeout as sleep } from 'node:timers/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCodec, type CodecOptions } from '../../../src/audio/codec.js';
import { launcher } from '../../../src/audio/prism-ffmpeg.js';
import { ffmpegForTests, makeClip } from '../../helpers/ffmpeg-clips.js';
import { voice } from '../../helpers/synthetic-voice.js';
import { decodeAll } from './decode-helpers.js';
import { fakeFfmpeg, heldByChildren, isThere, until, type FakeFfmpeg } from './fake-ffmpeg.js';

let folder: string;
let clip: string;
let real: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decode-process-'));
  real = await ffmpegForTests();
  clip = await makeClip(voice({ durationSec: 8 }), { format: 'flac', folder });
  await launcher.warmUp();
});
afterAll(() => rm(folder, { recursive: true }));

let heldBefore: number;
beforeEach(() => {
  heldBefore = heldByChildren();
});
afterEach(async () => {
  await until(() => heldByChildren() <= heldBefore);
});

const decoderOf = (ffmpegPath: string | undefined, options: Partial<CodecOptions> = {}) =>
  createCodec({ ffmpegPath, maxConcurrent: 2, maxQueue: 10, timeLimitMs: 10_000, ...options });

const HANG = 'exec sleep 60';

async function expectAllGone(fake: FakeFfmpeg, count: number): Promise<void> {
  const pids = await fake.pids();
  expect(pids).toHaveLength(count);
  expect(pids.filter(isThere)).toEqual([]);
}

describe('decode: the process', () => {
  it('is said to be missing if there is no path, or no file at the path', async () => {
    for (const path of [undefined, '/nowhere/ffmpeg', folder]) {
      await expect(decoderOf(path).decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({
        code: 'FFMPEG_MISSING',
      });
    }
  });

  it('is killed at the time limit', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const decoder = decoderOf(fake.path, { timeLimitMs: 500 });
    await expect(decoder.decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
    await expectAllGone(fake, 1);
  });

  it('is killed at the time limit, even if it keeps others that hold its pipes', async () => {
    const fake = await fakeFfmpeg(folder, 'sleep 3 & sleep 3');
    const decoder = decoderOf(fake.path, { timeLimitMs: 500 });
    const start = performance.now();
    await expect(decoder.decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect(performance.now() - start).toBeLessThan(2500);
    await expectAllGone(fake, 1);
  });

  it('is killed when the clip proves too long', async () => {
    const fake = await fakeFfmpeg(folder, 'exec cat /dev/zero');
    await expect(decoderOf(fake.path).decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({
      code: 'CLIP_TOO_LONG',
    });
    await expectAllGone(fake, 1);
  });

  it.each([
    ['ends with an error', 'exit 1'],
    ['crashes', 'kill -SEGV $$'],
  ])('is not believed if it %s after output', async (_what, ending) => {
    const fake = await fakeFfmpeg(folder, `head -c 4000 /dev/zero\n${ending}`);
    await expect(decoderOf(fake.path).decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({
      code: 'NOT_AUDIO',
    });
    await expectAllGone(fake, 1);
  });

  it('may complain at any length, and describe its input in unknown words', async () => {
    const fake = await fakeFfmpeg(folder, 'head -c 5000000 /dev/zero >&2; head -c 192000 /dev/zero');
    await expect(decoderOf(fake.path).decode(clip, { maxDurationSec: 10 })).resolves.toEqual({
      container: 'unknown',
      codec: 'unknown',
      sampleRateHz: 16_000,
      channels: 1,
      durationSec: 1,
    });
  });

  it.each([
    ['short', 1],
    ['long', 40],
  ])('may describe a %s clip of one channel after its last sample', async (_what, durationSec) => {
    const description = [
      "Input #0, wav, from 'file:clip':",
      '  Stream #0:0: Audio: pcm_s16le, 16000 Hz, mono, s16',
      'Stream mapping:',
    ];
    const fake = await fakeFfmpeg(
      folder,
      `head -c ${durationSec * 192_000} /dev/zero; sleep 0.3; printf '%s\\n' ${description.map((line) => `"${line}"`).join(' ')} >&2`,
    );
    const { info, samples } = await decodeAll(decoderOf(fake.path), clip, { maxDurationSec: 200 });
    expect(info.channels).toBe(1);
    expect(info.durationSec).toBeGreaterThanOrEqual(durationSec);
    expect(samples).toHaveLength(info.durationSec * 16_000);
  });

  it('gets the same arguments each time', async () => {
    const decoder = decoderOf(real);
    const first = await decodeAll(decoder, clip);
    const second = await decodeAll(decoder, clip);
    expect(second).toEqual(first);
  });

  it('runs with the path of its own decoder, however many there are', async () => {
    const fake = await fakeFfmpeg(folder, 'exit 1');
    const outcomes = await Promise.allSettled([
      decoderOf(real).decode(clip, { maxDurationSec: 10 }),
      decoderOf(fake.path).decode(clip, { maxDurationSec: 10 }),
      decoderOf(real).decode(clip, { maxDurationSec: 10 }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('decode: the receiver', () => {
  it('is waited for, and its time is not counted against ffmpeg', async () => {
    let busy = 0;
    let calls = 0;
    await decoderOf(real, { timeLimitMs: 2000 }).decode(clip, {
      maxDurationSec: 10,
      sampleRateHz: 48_000,
      onSamples: async () => {
        busy += 1;
        calls += 1;
        expect(busy).toBe(1);
        if (calls <= 6) await sleep(400);
        busy -= 1;
      },
    });
    expect(calls).toBeGreaterThan(6);
  });

  it('ends the decoding with an error of its own', async () => {
    const error = new Error('receiver');
    for (const fail of [() => Promise.reject(error), thrower(error)]) {
      await expect(decoderOf(real).decode(clip, { maxDurationSec: 10, onSamples: fail })).rejects.toBe(error);
    }
  });
});

describe('decode: abort', () => {
  it('before the start starts nothing', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const signal = AbortSignal.abort(new Error('changed my mind'));
    await expect(decoderOf(fake.path).decode(clip, { maxDurationSec: 10, signal })).rejects.toThrow(
      'changed my mind',
    );
    await expectAllGone(fake, 0);
  });

  it('stops a process that says nothing', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const controller = new AbortController();
    const decoding = decoderOf(fake.path).decode(clip, { maxDurationSec: 10, signal: controller.signal });
    const settled = expect(decoding).rejects.toThrow('changed my mind');
    await until(async () => (await fake.pids()).length === 1);
    controller.abort(new Error('changed my mind'));
    await settled;
    await expectAllGone(fake, 1);
  });

  it('mid-way hands on nothing more', async () => {
    const controller = new AbortController();
    let calls = 0;
    await expect(
      decoderOf(real).decode(clip, {
        maxDurationSec: 10,
        sampleRateHz: 48_000,
        signal: controller.signal,
        onSamples: () => {
          calls += 1;
          if (calls === 2) controller.abort(new Error('changed my mind'));
        },
      }),
    ).rejects.toThrow('changed my mind');
    await sleep(50);
    expect(calls).toBe(2);
  });

  it('while waiting gives the place in the queue back', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const decoder = decoderOf(fake.path, { maxConcurrent: 1, maxQueue: 1, timeLimitMs: 1500 });
    const running = expect(decoder.decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    const controller = new AbortController();
    const waiting = decoder.decode(clip, { maxDurationSec: 10, signal: controller.signal });
    const left = expect(waiting).rejects.toThrow('changed my mind');
    await expect(decoder.decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({ code: 'BUSY' });
    controller.abort(new Error('changed my mind'));
    await left;
    const next = expect(decoder.decode(clip, { maxDurationSec: 10 })).rejects.toMatchObject({
      code: 'TIMED_OUT',
    });
    await Promise.all([running, next]);
    await expectAllGone(fake, 2);
  });
});

describe('decode: the queue', () => {
  it('runs no more than allowed at a time, and all in the end', async () => {
    const decoder = decoderOf(real, { maxConcurrent: 2, maxQueue: 10 });
    let running = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 6 }, async () => {
        let started = false;
        await decoder.decode(clip, {
          maxDurationSec: 10,
          onSamples: async () => {
            if (!started) running += 1;
            started = true;
            most = Math.max(most, running);
            await sleep(20);
          },
        });
        running -= 1;
      }),
    );
    expect(most).toBeLessThanOrEqual(2);
  });

  it('is busy beyond its length, and not before', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const decoder = decoderOf(fake.path, { maxConcurrent: 2, maxQueue: 1, timeLimitMs: 500 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => decoder.decode(clip, { maxDurationSec: 10 })),
    );
    const codes = outcomes.map(
      (outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code,
    );
    expect(codes).toEqual(['TIMED_OUT', 'TIMED_OUT', 'TIMED_OUT', 'BUSY', 'BUSY']);
  });

  it('is busy for those who fill it, and not for others', async () => {
    const fake = await fakeFfmpeg(folder, HANG);
    const decoder = decoderOf(fake.path, {
      maxConcurrent: 1,
      maxQueue: 9,
      maxQueuePerKey: 1,
      timeLimitMs: 300,
    });
    const outcomes = await Promise.allSettled(
      ['busy', 'busy', 'busy', 'quiet'].map((fairnessKey) =>
        decoder.decode(clip, { maxDurationSec: 10, fairnessKey }),
      ),
    );
    const codes = outcomes.map(
      (outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code,
    );
    expect(codes).toEqual(['TIMED_OUT', 'TIMED_OUT', 'BUSY', 'TIMED_OUT']);
  });
});

function thrower(error: Error): () => void {
  return () => {
    throw error;
  };
}
