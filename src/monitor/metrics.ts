import { statfs } from 'node:fs/promises';
import { Status, type Client } from 'discord.js';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { QueueDepth } from '../usecases/ports.js';
import type { TimeStage } from './timed-parts.js';

/** Bounds of the histograms, in seconds: from an answer at once to the 15 minutes after which Discord takes none. */
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 300, 900];

/** Sets a gauge to what is read now; one that cannot be read is left out. */
async function collectFrom(gauge: Gauge, read: () => Promise<number>): Promise<void> {
  await read().then(
    (value) => {
      gauge.set(value);
    },
    () => {
      gauge.remove();
    },
  );
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Everything that is counted and timed. Labels take few values, and none that names a member or a server. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const stageSeconds = new Histogram({
    name: 'overtone_stage_seconds',
    help: 'Time of one step of the work, waiting in a queue included',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  });
  const inProgress = new Gauge({
    name: 'overtone_stage_in_progress',
    help: 'Pieces of work that wait for a step or are in it',
    labelNames: ['stage'],
    registers,
  });
  const timeStage: TimeStage = async (stage, work) => {
    const end = stageSeconds.startTimer({ stage });
    inProgress.inc({ stage });
    try {
      return await work();
    } finally {
      inProgress.dec({ stage });
      end();
    }
  };

  return {
    registry,
    stageSeconds,
    timeStage,
    interactions: new Counter({
      name: 'overtone_interactions_total',
      help: 'Interactions by command and by what came of them: answered, late, or the code of a refusal',
      labelNames: ['command', 'outcome'],
      registers,
    }),
    interactionSeconds: new Histogram({
      name: 'overtone_interaction_seconds',
      help: 'Time from the arrival of an interaction to its answer',
      labelNames: ['command'],
      buckets: SECONDS,
      registers,
    }),
    detections: new Counter({
      name: 'overtone_detections_total',
      help: 'Detections by the emotion that was named, and how surely',
      labelNames: ['emotion', 'confidence'],
      registers,
    }),
    clipsAdded: new Counter({
      name: 'overtone_clips_added_total',
      help: 'Clips that were uploaded to this process',
      registers,
    }),
    clipBytesAdded: new Counter({
      name: 'overtone_clip_bytes_added_total',
      help: 'Bytes of the clips that were uploaded to this process',
      registers,
    }),
    clipsRemoved: new Counter({
      name: 'overtone_clips_removed_total',
      help: 'Clips that this process removed, for a member or because they were kept long enough',
      labelNames: ['reason'],
      registers,
    }),

    watchThreads(deaths: () => number): void {
      new Counter({
        name: 'overtone_inference_thread_deaths_total',
        help: 'Inference threads that died and were replaced',
        registers,
        collect() {
          this.reset();
          this.inc(deaths());
        },
      });
    },

    watchStore({ clips, dataDir }: { clips: Promise<number | undefined>; dataDir: string }): void {
      const atStart = new Gauge({
        name: 'overtone_clips_at_start',
        help: 'Clips in the store when this process opened it',
        registers,
      });
      atStart.remove();
      void clips.then((count) => {
        if (count !== undefined) atStart.set(count);
      });
      new Gauge({
        name: 'overtone_data_free_bytes',
        help: 'Bytes that are free where DATA_DIR is',
        registers,
        collect() {
          return collectFrom(this, async () => {
            const { bavail, bsize } = await statfs(dataDir);
            return bavail * bsize;
          });
        },
      });
    },

    watchQueue(look: () => Promise<QueueDepth>): void {
      // Both gauges are collected together: one look serves both.
      let looking: Promise<QueueDepth> | undefined;
      const lookOnce = () => (looking ??= look().finally(() => (looking = undefined)));
      new Gauge({
        name: 'overtone_queue_jobs',
        help: 'Detections that wait for a worker, and those that one has in hand',
        labelNames: ['state'],
        registers,
        async collect() {
          const depth = await lookOnce().catch(() => undefined);
          this.reset();
          if (!depth) return;
          this.set({ state: 'waiting' }, depth.waiting);
          this.set({ state: 'active' }, depth.active);
        },
      });
      new Gauge({
        name: 'overtone_queue_workers',
        help: 'Workers that take detections from the queue',
        registers,
        collect() {
          return collectFrom(this, async () => (await lookOnce()).workers);
        },
      });
    },

    watchGateway(client: Client<true>): void {
      new Gauge({
        name: 'overtone_guilds',
        help: 'Servers that this process hears of',
        registers,
        collect() {
          this.set(client.guilds.cache.size);
        },
      });
      new Gauge({
        name: 'overtone_shard_ready',
        help: 'Whether a shard of this process is connected',
        labelNames: ['shard'],
        registers,
        collect() {
          for (const { id, status } of client.ws.shards.values()) {
            this.set({ shard: id }, status === Status.Ready ? 1 : 0);
          }
        },
      });
    },
  };
}
