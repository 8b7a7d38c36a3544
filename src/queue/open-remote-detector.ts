import { Queue, QueueEvents } from 'bullmq';
import {
  connectRedis,
  doesAnswer,
  firstAttempt,
  LONGEST_BLOCK_MS,
  timeOf,
  type OnFault,
} from '../redis/connect-redis.js';
import type { Detector, QueueDepth } from '../usecases/ports.js';
import { createWorkerWatch, depthOf } from './depth.js';
import { QUEUE_NAME, type DetectionJob } from './job.js';
import { PREFIX } from './keys.js';
import { RemoteDetector } from './remote-detector.js';
import type { QueueLimits } from './reservations.js';

export interface RemoteDetectorOptions {
  /** `redis://…` */
  url: string;
  /** Version of the model in this process' folder; workers have the same but for the minutes of an update. */
  modelVersion: string;
  /** What more is refused. Default: 1000 of all servers, 50 of one. */
  limits?: QueueLimits;
  /** How often reservations are renewed and lost jobs looked for, in milliseconds. Default: 10,000. */
  heartbeatMs?: number;
  onFault: OnFault;
  /** Called once for each time that jobs wait and no worker is there. */
  onNoWorker: () => void;
}

/** A detector at the other end of a queue. */
export interface OpenRemoteDetector extends Detector {
  /** @throws whatever Redis says when it cannot tell. */
  depth(): Promise<QueueDepth>;
  /** Whether Redis answers. */
  isConnected(): Promise<boolean>;
  close(): Promise<void>;
}

/** Longest wait for one command, in milliseconds; a Redis that takes longer counts as gone. */
const COMMAND_MS = 5000;
/** Heartbeats that may fail before those who wait are told. */
const HEARTBEATS_HELD = 3;
/** How far back events are read at the start, in milliseconds: some may be missed while connecting. */
const LOOK_BACK_MS = 60_000;
/** About how many events Redis keeps. They hold ids, and nothing else. */
const EVENTS_KEPT = 10_000;

/**
 * Opens the detector of a bot that has workers. It starts without Redis, too, refuses in words while there is none, and
 * goes on once there is.
 */
export async function openRemoteDetector(options: RemoteDetectorOptions): Promise<OpenRemoteDetector> {
  const { url, modelVersion, limits = { all: 1000, perServer: 50 }, heartbeatMs = 10_000 } = options;
  const { onFault, onNoWorker } = options;
  const redis = connectRedis(url, onFault, { enableOfflineQueue: false, commandTimeout: COMMAND_MS });
  // The first connection tells of an outage for both.
  const subscriber = connectRedis(url, () => undefined, { maxRetriesPerRequest: null });
  const queue = new Queue<DetectionJob>(QUEUE_NAME, {
    connection: redis,
    prefix: PREFIX,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  await firstAttempt(redis);
  // Events are named by Redis' clock.
  const now = await timeOf(redis).catch(Date.now);
  const events = new QueueEvents(QUEUE_NAME, {
    connection: subscriber,
    prefix: PREFIX,
    blockingTimeout: LONGEST_BLOCK_MS,
    lastEventId: String(now - LOOK_BACK_MS),
  });
  // Both repeat what the connections tell.
  queue.on('error', () => undefined);
  events.on('error', () => undefined);

  const detector = new RemoteDetector({
    modelVersion,
    queue,
    redis,
    limits,
    ttlMs: heartbeatMs * HEARTBEATS_HELD,
  });
  events.on('completed', ({ jobId }) => {
    detector.done(jobId);
  });
  events.on('failed', ({ jobId, failedReason }) => {
    detector.failed(jobId, failedReason);
  });
  const depth = () => depthOf(queue);
  const watchWorkers = createWorkerWatch(onNoWorker);
  const heartbeat = async () => {
    await detector.heartbeat();
    // What Redis does not tell now, it may tell the next time.
    if (redis.status === 'ready') await depth().then(watchWorkers, () => undefined);
  };
  const timer = setInterval(() => void heartbeat(), heartbeatMs).unref();

  return {
    modelVersion,
    detect: (sound, given) => detector.detect(sound, given),
    depth,
    isConnected: () => doesAnswer(redis),
    async close() {
      clearInterval(timer);
      await detector.stop();
      const closed = Promise.allSettled([queue.close(), events.close()]);
      // Without Redis BullMQ would wait for it.
      if (redis.status === 'ready') await closed;
      for (const connection of [redis, subscriber]) connection.disconnect();
    },
  };
}
