import { readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { setOwnStage } from '../helpers/bot.js';
import { freePort } from '../helpers/free-port.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { hasS3, launchS3, S3_KEYS } from '../helpers/s3.js';
import { textFile, voiceFile } from '../helpers/sounds.js';

/** Names of metrics in the dashboard's expressions; a histogram's series count as the histogram. */
function namesInDashboard(): string[] {
  const text = readFileSync(join(packageRoot(), 'deploy', 'grafana-dashboard.json'), 'utf8');
  const names = [...text.matchAll(/\b(?:overtone|process|nodejs)_\w+/g)].map(([name]) => name);
  return [...new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')))].sort();
}

const ONLY_WITH_A_QUEUE = ['overtone_queue_jobs', 'overtone_queue_workers'];

async function openStage(env: Record<string, string> = {}) {
  const port = await freePort();
  const stage = await setOwnStage({ env: { ...env, METRICS_PORT: String(port) } });
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`);
  return { stage, get, metrics: async () => (await get('/metrics')).text() };
}

describe('a bot that is watched', () => {
  it('tells of everything that the dashboard shows, and of nobody', async () => {
    const { stage, metrics } = await openStage();
    const someone = stage.discord.member(stage.discord.guild(), { name: 'someone-secret' });
    const card = await (
      await someone.slash('upload', { audio: await voiceFile(), name: 'a-secret' })
    ).answer();
    const found = await (await someone.click(card, 'Detect')).answer();
    await (await someone.slash('upload', { audio: textFile(), name: 'no' })).answer();
    await (await someone.slash('forget-me')).answer();

    const text = await metrics();
    const known = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    const shown = namesInDashboard().filter((name) => !known.includes(name));
    expect(shown).toEqual(ONLY_WITH_A_QUEUE);
    const own = [...known, ...ONLY_WITH_A_QUEUE].filter((name) => name!.startsWith('overtone_')).sort();
    expect(namesInDashboard().filter((name) => name.startsWith('overtone_'))).toEqual(own);

    expect(text).toContain('overtone_interactions_total{command="upload",outcome="answered"} 1');
    expect(text).toContain('overtone_interactions_total{command="upload",outcome="NOT_AUDIO"} 1');
    expect(text).toMatch(/overtone_stage_seconds_count\{stage="download"\} [1-9]/);
    expect(text).toMatch(/overtone_stage_seconds_count\{stage="analyse"\} [1-9]/);
    expect(text).toContain(`overtone_detections_total{emotion="${found.embeds[0]!.title!.toLowerCase()}"`);
    expect(text).toContain('overtone_clips_added_total 1');
    expect(text).toContain('overtone_shard_ready{shard="0"} 1');
    for (const secret of [someone.id, someone.guild.id, 'someone-secret', 'a-secret', stage.discord.token]) {
      expect(text).not.toContain(secret);
    }
  });

  it('is ready as long as Discord has it', async () => {
    const { stage, get } = await openStage();
    expect((await get('/readyz')).status).toBe(200);
    stage.discord.gateway.answersHeartbeats = false;
    stage.discord.gateway.drop({ resumable: false });
    await expect.poll(async () => (await get('/readyz')).status).toBe(503);
    expect((await get('/healthz')).status).toBe(200);
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200);
  });

  it('is not ready while its clips’ folder is gone, and still tells what it can', async () => {
    const { stage, get, metrics } = await openStage();
    const partsNow = async () => (await get('/readyz')).json();
    const all = { model: true, index: true, clips: true, gateway: true };
    expect(await partsNow()).toEqual(all);
    const clips = join(stage.dataDir, 'clips');
    await rename(clips, `${clips}-elsewhere`);
    expect(await partsNow()).toEqual({ ...all, clips: false });
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/healthz')).status).toBe(200);
    await rename(`${clips}-elsewhere`, clips);
    expect(await partsNow()).toEqual(all);
    await rename(stage.dataDir, `${stage.dataDir}-elsewhere`);
    expect(await metrics()).toContain('overtone_shard_ready{shard="0"} 1');
    await rename(`${stage.dataDir}-elsewhere`, stage.dataDir);
  });

  it.skipIf(redisServer === undefined)(
    `is not ready while the Redis of its queue is silent or gone${redisTitle}`,
    async () => {
      const redis = await startTestRedis();
      const { get } = await openStage({ QUEUE_URL: redis.url });
      const partsNow = async () => (await get('/readyz')).json();
      const all = { model: true, index: true, clips: true, queue: true, gateway: true };
      expect(await partsNow()).toEqual(all);
      process.kill(redis.pid(), 'SIGSTOP');
      expect(await partsNow()).toEqual({ ...all, queue: false });
      process.kill(redis.pid(), 'SIGCONT');
      await expect.poll(partsNow, { timeout: 20_000 }).toEqual(all);
      await redis.stop();
      await expect.poll(partsNow).toEqual({ ...all, queue: false });
      expect((await get('/healthz')).status).toBe(200);
    },
  );

  it.skipIf(!hasS3)('is not ready while its bucket is silent or gone', async () => {
    const s3 = await launchS3();
    onTestFinished(() => s3.stop());
    for (const [name, value] of Object.entries(S3_KEYS)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { get } = await openStage({ CLIPS_URL: await s3.newBucket() });
    const partsNow = async () => (await get('/readyz')).json();
    expect(await partsNow()).toMatchObject({ clips: true });
    process.kill(s3.pid(), 'SIGSTOP');
    expect(await partsNow()).toMatchObject({ index: true, clips: false });
    process.kill(s3.pid(), 'SIGCONT');
    await expect.poll(partsNow, { timeout: 20_000 }).toMatchObject({ clips: true });
    await s3.kill();
    expect(await partsNow()).toMatchObject({ index: true, clips: false });
  });

  it('listens no longer once it has stopped', async () => {
    const { stage, get } = await openStage();
    await stage.stopBot();
    await expect(get('/healthz')).rejects.toThrow();
  });
});
