import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { spawnProcess, startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { hasS3, launchS3, S3_KEYS } from '../helpers/s3.js';
import { slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { voiceFile } from '../helpers/sounds.js';

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const STOPPED = /being restarted/;

/** A server of the first shard of eight. */
const onFirstShard = String((10_000_000n * 27_720n) << 22n);

describe('a stop', () => {
  it('ends what was begun while other shards still wait for their turn', async () => {
    const stage = await setOwnStage({
      withBot: false,
      discord: { recommendedShards: 8, identifyPace: { maxConcurrency: 1, everyMs: 5000 } },
    });
    const { discord } = stage;
    const someone = discord.member(discord.guild({ id: onFirstShard }));
    const bot = await startProcess(stage, { env: { FFMPEG_PATH: await slowFfmpeg(2) } });
    const upload = await someone.slash('upload', { audio: await voiceFile(), name: 'early' });
    await upload.acknowledged();
    const ended = bot.stop('SIGTERM');
    expect((await upload.answer()).embeds[0]!.title).toContain('early');
    expect(await ended).toEqual([0, null]);
    expect(bot.log()).not.toContain('"msg":"ready"');
  });

  it.skipIf(!hasS3)('tells those who ask, though a sweep waits for a bucket that is silent', async () => {
    const s3 = await launchS3();
    onTestFinished(() => s3.stop());
    const stage = await setOwnStage({ withBot: false });
    const { discord } = stage;
    const left = discord.guild();
    const someone = discord.member(discord.guild());
    const env = { ...S3_KEYS, CLIPS_URL: await s3.newBucket(), RETENTION_DAYS: '0' };
    const first = await startProcess(stage, { env });
    const mine = { audio: await voiceFile(), name: 'to be swept' };
    await (await discord.member(left).slash('upload', mine)).answer();
    await first.stop('SIGTERM');

    const bot = await startProcess(stage, { env: { ...env, FFMPEG_PATH: await slowFfmpeg(60) } });
    const message = someone.sendMessage(someone.channel, { attachments: [await voiceFile()] });
    const asked = await someone.messageMenu('Detect emotion', message);
    await asked.acknowledged();
    process.kill(s3.pid(), 'SIGSTOP');
    discord.gateway.withdrawGuild(left, { outage: false });
    // Time for the sweep to begin.
    await sleep(1000);
    const ended = bot.stop('SIGTERM');
    expect((await asked.answer()).embeds[0]!.description).toMatch(STOPPED);
    expect(await ended).toEqual([0, null]);
  });

  it.skipIf(redisServer === undefined)(
    `tells those who wait for workers, though Redis is silent${redisTitle}`,
    async () => {
      const redis = await startTestRedis();
      const stage = await setOwnStage({ withBot: false });
      const someone = stage.discord.member(stage.discord.guild());
      const bot = await startProcess(stage, { env: { QUEUE_URL: redis.url } });
      const message = someone.sendMessage(someone.channel, { attachments: [await voiceFile()] });
      const asked = await someone.messageMenu('Detect emotion', message);
      await asked.acknowledged();
      process.kill(redis.pid(), 'SIGSTOP');
      const ended = bot.stop('SIGTERM');
      expect((await asked.answer()).embeds[0]!.description).toMatch(STOPPED);
      expect(await ended).toEqual([0, null]);
    },
  );

  it('ends a start that waits for Discord', async () => {
    const stage = await setOwnStage({ withBot: false });
    stage.discord.inject({ path: /gateway/, delayMs: 60_000 });
    const bot = spawnProcess(stage);
    await expect.poll(() => bot.log(), { timeout: 20_000 }).toContain('connecting to Discord');
    expect(await bot.stop('SIGTERM')).toEqual([0, null]);
    expect(bot.log()).not.toContain('did not end in time');
  });
});
