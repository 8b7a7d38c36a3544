import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { commandBodies } from '../../commands/registry.js';
import {
  startDiscordServer,
  type DiscordServer,
  type DiscordServerOptions,
} from '@overtone/discord-simulator';
import { spawnProcess } from '../helpers/bot-process.js';
import { hasPostgres, launchPostgres, type PostgresServer } from '../helpers/postgres.js';
import { launchRedis, redisServer } from '../helpers/redis.js';
import { hasS3, S3_KEYS, launchS3, type S3Server } from '../helpers/s3.js';
import type { IndexServer } from '../helpers/server-program.js';
import { tempDir } from '../helpers/temp-dir.js';
import { spawnWorker } from '../helpers/worker-process.js';
import { jumpingClock } from './jumping-clock.js';
import { Program } from './program.js';

const ABSENT = [
  ...(hasPostgres ? [] : ['PostgreSQL']),
  ...(redisServer ? [] : ['redis-server']),
  ...(hasS3 ? [] : ['versitygw']),
];

export const canRun = ABSENT.length === 0;

/** What a suite that needs all of them adds to its title. */
export const clusterTitle = canRun ? '' : ` (skipped: not installed: ${ABSENT.join(', ')})`;

/** One bot as many processes on loopback, and all that they share. */
export interface Cluster {
  discord: DiscordServer;
  /** Gateways, each of which holds the shard of its place in the list. */
  gateways: Program[];
  workers: Program[];
  postgres: PostgresServer;
  redis: IndexServer;
  s3: S3Server;
  urls: { index: string; queue: string; clips: string };
  /** Where the programs put what is temporary; none of theirs is anywhere else. */
  temporary: string;
}

/** Starts the engines and Discord for one test alone, and no program yet. */
export async function setUpCluster(size: {
  gateways: number;
  workers: number;
  discord?: DiscordServerOptions;
}): Promise<Cluster> {
  // The test looks into the bucket itself.
  for (const [name, value] of Object.entries(S3_KEYS)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  const [postgres, redis, s3] = await Promise.all([launchPostgres(), launchRedis(), launchS3()]);
  for (const engine of [postgres, redis, s3]) onTestFinished(() => engine.stop());
  const discord = await startDiscordServer({ commands: commandBodies(), ...size.discord });
  onTestFinished(() => discord.close());
  const urls = {
    index: await postgres.newIndex(),
    queue: await redis.newIndex(),
    clips: await s3.newBucket(),
  };
  const folder = await tempDir();
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const env = {
    ...S3_KEYS,
    INDEX_URL: urls.index,
    QUEUE_URL: urls.queue,
    CLIPS_URL: urls.clips,
    ...jumpingClock,
    TMPDIR: temporary,
    DISCORD_CDN_ORIGINS: discord.cdnOrigin,
    MAX_UPLOADS_PER_MINUTE: '1000000',
  };
  const gateway = (shard: number) => {
    const dataDir = join(folder, `gateway-${shard}`);
    const shards = { SHARDS: String(shard), SHARD_COUNT: String(size.gateways) };
    return new Program(`gateway ${shard}`, dataDir, () => {
      const run = spawnProcess({ discord, dataDir }, { env: { ...env, ...shards } });
      return { ...run, signal: (signal) => void run.stop(signal) };
    });
  };
  const worker = (number: number) => {
    const dataDir = join(folder, `worker-${number}`);
    return new Program(`worker ${number}`, dataDir, () => {
      const run = spawnWorker({ ...env, DATA_DIR: dataDir });
      return {
        ...run,
        signal: (signal) => {
          run.kill(signal);
        },
      };
    });
  };
  return {
    discord,
    gateways: Array.from({ length: size.gateways }, (_, shard) => gateway(shard)),
    workers: Array.from({ length: size.workers }, (_, number) => worker(number)),
    postgres,
    redis,
    s3,
    urls,
    temporary,
  };
}

export const programsOf = ({ gateways, workers }: Pick<Cluster, 'gateways' | 'workers'>) => [
  ...gateways,
  ...workers,
];

/** A server on a shard; `number` tells those of one shard apart. */
export function guildOn({ discord, gateways }: Cluster, shard: number, number: number) {
  const id = BigInt(shard + gateways.length * (number + 1)) << 22n;
  return discord.guild({ id: String(id), name: `Server ${number} of shard ${shard}` });
}
