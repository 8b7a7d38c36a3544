import { createHash } from 'node:crypto';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../src/audio/codec.js';
import { UserError } from '../../src/domain/errors.js';
import { formatBytes, formatDuration } from '../../src/domain/format.js';
import { createDetectFile } from '../../src/detector/detect-file.js';
import type { ClipStore, Detector } from '../../src/usecases/ports.js';
import { GUILD, OTHER_GUILD, newClip } from '../helpers/builders.js';
import { ffmpegForTests, makeClip } from '../helpers/ffmpeg-clips.js';
import { until } from '../helpers/file-server.js';
import { redisServer, redisTitle } from '../helpers/redis.js';
import { hasS3, launchS3, useS3Keys, type S3Server } from '../helpers/s3.js';
import { isCalled, slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { textFile } from '../helpers/sounds.js';
import { voice } from '../helpers/synthetic-voice.js';
import { tempDir } from '../helpers/temp-dir.js';
import { analyserForTests, MAX_CLIP_SEC, ownStage, queueStage } from './detector-stage.js';

const MAX_BYTES = 1_000_000;

const soundFile = async (samples: Float32Array) =>
  makeClip(samples, { format: 'ogg-opus', folder: await tempDir() });
const soundOf = async (samples: Float32Array) => readFile(await soundFile(samples));
const voiceOf = (durationSec: number) => voice({ durationSec });

/** What is heard in a file without any detector in between. */
async function heardIn(path: string) {
  const decoder = createCodec({
    ffmpegPath: await ffmpegForTests(),
    maxConcurrent: 1,
    maxQueue: 0,
    timeLimitMs: 60_000,
  });
  return createDetectFile({ decoder, analyser: await analyserForTests(), maxClipSec: MAX_CLIP_SEC })(path);
}

const at = (detector: Detector, guildId: string, url: string, signal?: AbortSignal) =>
  detector.detect({ fairnessKey: guildId, url, maxBytes: MAX_BYTES }, { signal });

async function addVoice(store: ClipStore) {
  const file = await store.stage();
  const bytes = await soundOf(voiceOf(2));
  await writeFile(file.path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return store.add(file, newClip({ bytes: bytes.length, sha256 }));
}

useS3Keys();
let s3: S3Server | undefined;
beforeAll(async () => {
  if (hasS3) s3 = await launchS3();
});
afterAll(() => s3?.stop());

/** Every detector keeps this contract, wherever it runs. */
describe.each([
  { where: 'in this process', setUp: ownStage, isThere: true },
  { where: `on a worker, through Redis${redisTitle}`, setUp: queueStage, isThere: redisServer !== undefined },
])('a detector $where', ({ setUp, isThere }) => {
  const itThere = it.skipIf(!isThere);

  itThere('hears in a saved clip what is in it', async () => {
    const { detector, store } = await setUp();
    const path = await soundFile(voiceOf(9));
    const file = await store.stage();
    const heard = await heardIn(path);
    await copyFile(path, file.path);
    const clip = await store.add(file, newClip());
    expect(await detector.detect({ fairnessKey: GUILD, clip })).toEqual(heard);
    expect(heard.windows.length).toBeGreaterThan(1);
  });

  itThere('hears in an attachment what is in it, and keeps nothing', async () => {
    const { detector, files, leftovers } = await setUp();
    const path = await soundFile(voiceOf(2));
    const url = files.offer('voice', await readFile(path));
    expect(await at(detector, GUILD, url)).toEqual(await heardIn(path));
    expect(await leftovers()).toEqual([]);
  });

  itThere('refuses in the same words', async () => {
    const { detector, files, store, leftovers } = await setUp();
    const silence = await soundOf(new Float32Array(32_000));
    const offers = {
      NOT_AUDIO: files.offer('text', textFile().bytes),
      NO_VOICE: files.offer('silence', silence),
      AUDIO_TOO_SHORT: files.offer('short', await soundOf(voiceOf(0.2))),
      CLIP_TOO_LONG: files.offer('long', await soundOf(voiceOf(MAX_CLIP_SEC + 2))),
      CLIP_TOO_BIG: files.offer('big', Buffer.alloc(MAX_BYTES + 1)),
      ATTACHMENT_GONE: `${files.origin}/gone`,
      ATTACHMENT_ORIGIN: 'https://elsewhere.example/voice',
    };
    const limits: Partial<Record<keyof typeof offers, string>> = {
      CLIP_TOO_LONG: formatDuration(MAX_CLIP_SEC),
      CLIP_TOO_BIG: formatBytes(MAX_BYTES),
    };
    for (const [code, url] of Object.entries(offers) as [keyof typeof offers, string][]) {
      const { message } = new UserError(code, { limit: limits[code] });
      await expect(at(detector, GUILD, url)).rejects.toMatchObject({ name: 'UserError', code, message });
    }
    const file = await store.stage();
    await writeFile(file.path, silence);
    const clip = await store.add(file, newClip());
    await rm((await store.borrow(clip)).path);
    await expect(detector.detect({ fairnessKey: GUILD, clip })).rejects.toMatchObject({
      code: 'CLIP_FILE_MISSING',
    });
    expect(await leftovers()).toEqual([]);
  });

  itThere('says that there is no such clip where one is deleted while it waits for ffmpeg', async () => {
    const ffmpegPath = await slowFfmpeg(1);
    const { detector, store } = await setUp({ ffmpegPath });
    const clip = await addVoice(store);
    const atWork = detector.detect({ fairnessKey: GUILD, clip });
    const told = expect(atWork).rejects.toMatchObject({ code: 'CLIP_NOT_FOUND' });
    await until(() => isCalled(ffmpegPath));
    await store.remove(GUILD, clip.id);
    await told;
  });

  it
    .skipIf(!isThere)
    .each([
      { kept: 'in a folder', newPlace: () => undefined },
      ...(hasS3 ? [{ kept: 'in a bucket of S3', newPlace: () => s3!.newBucket() }] : []),
    ])('says so where one is deleted before its bytes are fetched, $kept', async ({ newPlace }) => {
    const clipsUrl = await newPlace();
    const { detector, store } = await setUp({ clipsUrl });
    const clip = await addVoice(store);
    await store.remove(GUILD, clip.id);
    await expect(detector.detect({ fairnessKey: GUILD, clip })).rejects.toMatchObject({
      code: 'CLIP_NOT_FOUND',
    });
  });

  itThere('passes on that a sound took too long', async () => {
    const { detector, files } = await setUp({ ffmpegTimeLimitMs: 1 });
    const url = files.offer('voice', await soundOf(voiceOf(5)));
    await expect(at(detector, GUILD, url)).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  itThere('does not begin what is aborted before', async () => {
    const { detector, files } = await setUp();
    const url = files.offer('voice', await soundOf(voiceOf(1)));
    const reason = new UserError('TIMED_OUT');
    await expect(at(detector, GUILD, url, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(files.asked).toEqual([]);
  });

  itThere('drops what is aborted while it waits, and stops what is aborted at work', async () => {
    const { detector, files, leftovers } = await setUp();
    const sound = await soundOf(voiceOf(1));
    const [atWork, waiting] = [new AbortController(), new AbortController()];
    const first = at(detector, GUILD, files.offer('first', sound, true), atWork.signal);
    await until(() => files.asked.includes('first'));
    const second = at(detector, GUILD, files.offer('second', sound), waiting.signal);
    const third = at(detector, OTHER_GUILD, files.offer('third', sound));

    const reason = new UserError('STOPPING');
    waiting.abort(reason);
    await expect(second).rejects.toBe(reason);
    atWork.abort(reason);
    await expect(first).rejects.toBe(reason);

    await expect(third).resolves.toMatchObject({ windows: [{ startSec: 0 }] });
    expect(files.asked).toEqual(['first', 'third']);
    expect(files.deserted).toEqual(['first']);
    expect(await leftovers()).toEqual([]);
  });

  itThere('lets no server wait for another’s heap', async () => {
    const { detector, files, queued } = await setUp();
    const sound = await soundOf(voiceOf(1));
    const heap = [at(detector, GUILD, files.offer('heap-0', sound, true))];
    await until(() => files.asked.length === 1);
    for (const i of [1, 2, 3, 4, 5]) heap.push(at(detector, GUILD, files.offer(`heap-${i}`, sound)));
    const other = at(detector, OTHER_GUILD, files.offer('other', sound));
    await queued(6);
    files.release('heap-0');
    await Promise.all([...heap, other]);
    expect(files.asked).toHaveLength(7);
    expect(files.asked.slice(1, 3)).toContain('other');
  });
});
