import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { createCodec } from '../../src/audio/codec.js';
import { createDownloader } from '../../src/audio/download.js';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { UserError, type ErrorCode } from '../../src/domain/errors.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { writeZip } from '../../src/archive/write-zip.js';
import { createLocalDetector } from '../../src/detector/local-detector.js';
import { createUseCases } from '../../src/usecases/use-cases.js';
import { LIMITS, RULES } from '../helpers/builders.js';
import { ffmpegForTests, makeClip, type ClipFormat } from '../helpers/ffmpeg-clips.js';
import { inProcessAnalyser } from '../helpers/in-process-analyser.js';
import { voice } from '../helpers/synthetic-voice.js';
import { children, openHandles, residentBytes } from './holdings.js';
import { isLong, runs } from '../helpers/soak.js';
import { damage, damagedClips } from './mutations.js';

const FORMATS = [
  ...['wav-16', 'wav-float', 'flac', 'mp3', 'ogg-vorbis', 'ogg-opus', 'm4a', 'webm-opus', 'mp4'],
] as ClipFormat[];
const RUNS = runs({ short: 300, long: 5000 });
/** Runs before anything is measured, in which caches fill and code is compiled. */
const WARM_UP_RUNS = RUNS / 10;

const MAX_CLIP_SEC = 4;
const FFMPEG_LIMIT_MS = 10_000;
/** Longest that one clip may take on a busy machine, in milliseconds. */
const CLIP_LIMIT_MS = FFMPEG_LIMIT_MS + 5000;

/** What may be said of a damaged clip. Anything else is a mistake of ours. */
const REFUSALS: readonly ErrorCode[] = [
  'NOT_AUDIO',
  'SOUND_UNREADABLE',
  'AUDIO_TOO_SHORT',
  'NO_VOICE',
  'CLIP_TOO_LONG',
  'TIMED_OUT',
];

/** Memory that may have been added over the long run, for a heap that breathes. */
const MARGIN_BYTES = 96 * 1024 ** 2;

/** The real way from an address to a detection, without Discord and without threads. */
async function setUp() {
  const folder = await mkdtemp(join(tmpdir(), 'damaged-clips-'));
  const whole: Buffer[] = [];
  for (const format of FORMATS) {
    whole.push(await readFile(await makeClip(voice({ durationSec: 1.5 }), { format, folder })));
  }
  let served: Buffer = Buffer.alloc(0);
  const server = createServer((_request, response) => response.end(served));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const limits = {
    ...LIMITS,
    maxClipBytes: 1e7,
    maxClipSec: MAX_CLIP_SEC,
    maxGuildClips: 1,
    maxGuildBytes: 1,
  };
  const dataDir = join(folder, 'data');
  const store = await openClipStore({ dataDir, indexUrl: 'memory:', limits });
  const analyser = await inProcessAnalyser();
  const ffmpegPath = await ffmpegForTests();
  const codec = createCodec({ ffmpegPath, maxConcurrent: 1, maxQueue: 0, timeLimitMs: FFMPEG_LIMIT_MS });
  const downloader = createDownloader({ allowedOrigins: [origin] });
  const { detectAttachment } = createUseCases({
    store,
    downloader,
    decoder: codec,
    encoder: codec,
    writeZip,
    detector: createLocalDetector({
      sounds: store,
      downloader,
      decoder: codec,
      analyser,
      maxClipSec: MAX_CLIP_SEC,
    }),
    rules: { ...RULES, limits },
  });
  onTestFinished(async () => {
    server.close();
    await store.close();
    await rm(folder, { recursive: true });
  });
  return {
    whole,
    analyser,
    incoming: () => readdir(join(dataDir, 'incoming')),
    detect: (bytes: Buffer) => {
      served = bytes;
      return detectAttachment({
        fairnessKey: '200000000000000001',
        attachment: { url: origin, fileName: 'clip', bytes: bytes.length, mediaType: 'audio/ogg' },
      });
    },
  };
}

it(`${RUNS} damaged clips each end in a detection or a refusal, and leave nothing behind`, async ({
  annotate,
}) => {
  const { whole, analyser, incoming, detect } = await setUp();
  const outcomes: Record<string, number> = {};

  const listen = async (bytes: Buffer): Promise<string> => {
    try {
      const { emotion, probabilities, durationSec } = await detect(bytes);
      expect(EMOTIONS).toContain(emotion);
      expect(Object.values(probabilities).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
      expect(durationSec).toBeLessThanOrEqual(MAX_CLIP_SEC);
      return 'detected';
    } catch (error) {
      if (!(error instanceof UserError && REFUSALS.includes(error.code))) throw error;
      return error.code;
    }
  };
  const property = fc.asyncProperty(damagedClips, async (damaged) => {
    const outcome = await listen(damage(damaged, whole));
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    expect(children()).toEqual([]);
    expect(await incoming()).toEqual([]);
  });

  for (const bytes of whole) expect(await listen(bytes)).toBe('detected');
  await fc.assert(property, { numRuns: WARM_UP_RUNS, timeout: CLIP_LIMIT_MS });
  const before = { handles: openHandles(), tensors: analyser.tensors(), bytes: residentBytes() };
  await fc.assert(property, { numRuns: RUNS - WARM_UP_RUNS, timeout: CLIP_LIMIT_MS });

  await expect.poll(openHandles).toBeLessThanOrEqual(before.handles);
  expect(analyser.tensors()).toBe(before.tensors);
  const addedBytes = residentBytes() - before.bytes;
  if (isLong) expect(addedBytes).toBeLessThan(MARGIN_BYTES);
  await annotate(JSON.stringify({ ...outcomes, addedMiB: Math.round(addedBytes / 1024 ** 2) }));
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['detected', 'NOT_AUDIO']));
});
