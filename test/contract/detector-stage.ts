import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { createCodec } from '../../src/audio/codec.js';
import { createDownloader } from '../../src/audio/download.js';
import { createLogger } from '../../src/process/logger.js';
import { startDetectionWorker } from '../../src/queue/detection-worker.js';
import { openRemoteDetector, type RemoteDetectorOptions } from '../../src/queue/open-remote-detector.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { openSoundSource } from '../../src/store/sound-source.js';
import { createLocalDetector } from '../../src/detector/local-detector.js';
import type { ClipStore, Detector } from '../../src/usecases/ports.js';
import { LIMITS } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { ffmpegForTests } from '../helpers/ffmpeg-clips.js';
import { startFileServer, until, type FileServer } from '../helpers/file-server.js';
import { inProcessAnalyser } from '../helpers/in-process-analyser.js';
import { redisClient, startTestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';
import { queueIn } from './queue-parts.js';

/** Longer clips are refused, in seconds. */
export const MAX_CLIP_SEC = 20;

export interface DetectorStage {
  detector: Detector;
  store: ClipStore;
  files: FileServer;
  /** Resolves when so many sounds wait for their turn. */
  queued: (count: number) => Promise<void>;
  /** Files that were received and not yet removed. */
  leftovers: () => Promise<string[]>;
}

interface StageOptions {
  ffmpegTimeLimitMs?: number;
  /** Default: the usual one. */
  ffmpegPath?: string | undefined;
  /** Default: a folder. */
  clipsUrl?: string | undefined;
}

let loading: ReturnType<typeof inProcessAnalyser> | undefined;

/** The shipped model, loaded once per file of tests. */
export const analyserForTests = () => (loading ??= inProcessAnalyser());

async function partsFor(files: FileServer, { ffmpegTimeLimitMs = 60_000, ffmpegPath }: StageOptions) {
  const codec = { ffmpegPath: ffmpegPath ?? (await ffmpegForTests()), timeLimitMs: ffmpegTimeLimitMs };
  return {
    // One at a time, so that a sound that is held keeps the others waiting.
    downloader: createDownloader({ allowedOrigins: [files.origin], maxConcurrent: 1 }),
    decoder: createCodec({ ...codec, maxConcurrent: 1, maxQueue: 100 }),
    analyser: await analyserForTests(),
    maxClipSec: MAX_CLIP_SEC,
  };
}

/** A detector in this process, as without QUEUE_URL. */
export async function ownStage(options: StageOptions = {}): Promise<DetectorStage> {
  const dataDir = await tempDir();
  const [files, store] = await Promise.all([startFileServer(), openStore(dataDir, options)]);
  const parts = await partsFor(files, options);
  return {
    detector: createLocalDetector({ ...parts, sounds: store }),
    store,
    files,
    // The sounds queue up within this round of the event loop.
    queued: () => setImmediate(),
    leftovers: () => readdir(join(dataDir, 'incoming')),
  };
}

/** A gateway's store and its detector, and a worker with a store's view of its own, over a real Redis. */
export async function queueStage(options: StageOptions = {}): Promise<DetectorStage> {
  const dataDir = await tempDir();
  const [files, store, redis] = await Promise.all([
    startFileServer(),
    openStore(dataDir, options),
    startTestRedis(),
  ]);
  const { clipsUrl } = options;
  const sounds = await openSoundSource({ dataDir, indexUrl: sqliteIn(dataDir), clipsUrl });
  onTestFinished(() => sounds.close());
  const parts = await partsFor(files, options);
  const queue = queueIn(redisClient(redis.url));
  startWorker(redis.url, createLocalDetector({ ...parts, sounds }), sounds);
  return {
    detector: await openGateway({ url: redis.url }),
    store,
    files,
    queued: (count) => until(async () => (await queue.getPrioritizedCount()) === count),
    leftovers: () => readdir(join(dataDir, 'listening')),
  };
}

async function openStore(dataDir: string, { clipsUrl }: StageOptions) {
  const store = await openClipStore({ dataDir, indexUrl: sqliteIn(dataDir), clipsUrl, limits: LIMITS });
  onTestFinished(() => store.close());
  return store;
}

/** The gateway's side alone, for one test. */
export async function openGateway(options: { url: string } & Partial<RemoteDetectorOptions>) {
  const detector = await openRemoteDetector({
    modelVersion: '1.0.0',
    onFault: () => undefined,
    onNoWorker: () => undefined,
    ...options,
  });
  onTestFinished(() => detector.close());
  return detector;
}

/** A worker that does one job at a time, for one test. */
export function startWorker(url: string, detector: Detector, clips: Pick<ClipStore, 'get'>) {
  const log: string[] = [];
  const logger = createLogger('debug', { write: (line) => void log.push(line) });
  const worker = startDetectionWorker({ url, detector, clips, concurrency: 1, logger });
  onTestFinished(() => worker.stop(0));
  return { log, stop: (withinMs: number) => worker.stop(withinMs) };
}
