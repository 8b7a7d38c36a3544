import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { openGateway } from '../contract/detector-stage.js';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { GUILD } from '../helpers/builders.js';
import { makeClip } from '../helpers/ffmpeg-clips.js';
import { startFileServer, until } from '../helpers/file-server.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { voiceFile } from '../helpers/sounds.js';
import { voice } from '../helpers/synthetic-voice.js';
import { tempDir } from '../helpers/temp-dir.js';
import { spawnWorker, startWorkerProcess } from '../helpers/worker-process.js';

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const DETECTED = /^(Clearly|Likely|Unsure)/;

const workerOf = ({ dataDir, discord }: Stage, url: string, env: Record<string, string> = {}) =>
  startWorkerProcess({ QUEUE_URL: url, DATA_DIR: dataDir, DISCORD_CDN_ORIGINS: discord.cdnOrigin, ...env });

describe.skipIf(redisServer === undefined)(`a bot whose workers listen for it${redisTitle}`, () => {
  it('answers what it detects in clips and in messages', async () => {
    const { url } = await startTestRedis();
    const stage = await setOwnStage({ env: { QUEUE_URL: url } });
    const worker = await workerOf(stage, url);
    const someone = stage.discord.member(stage.discord.guild());
    await (await someone.slash('upload', { audio: await voiceFile(), name: 'hello' })).answer();
    const ofClip = await (await someone.slash('detect', { file: 'hello' })).answer();
    const message = someone.sendMessage(someone.channel, { attachments: [await voiceFile()] });
    const ofMessage = await (await someone.messageMenu('Detect emotion', message)).answer();

    for (const answer of [ofClip, ofMessage]) expect(answer.embeds[0]!.description).toMatch(DETECTED);
    expect(worker.log().match(/"msg":"done"/g)).toHaveLength(2);
    expect(stage.log.join('')).not.toContain('model loaded');
    worker.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
  });

  it('answers once, although the worker that had the job was killed', async () => {
    const { url } = await startTestRedis();
    const stage = await setOwnStage({ env: { QUEUE_URL: url } });
    const doomed = await workerOf(stage, url, { FFMPEG_PATH: await slowFfmpeg(60), LOG_LEVEL: 'debug' });
    const someone = stage.discord.member(stage.discord.guild());
    const file = await voiceFile();
    const message = someone.sendMessage(someone.channel, { attachments: [file] });
    const exchange = await someone.messageMenu('Detect emotion', message);
    await exchange.acknowledged();
    doomed.kill('SIGKILL');
    await doomed.exited;
    const other = await workerOf(stage, url);

    const answer = await exchange.answer({ withinMs: 40_000 });
    expect(answer.embeds[0]!.description).toMatch(DETECTED);
    expect(exchange.visibleTo(someone)).toEqual([answer]);
    expect(doomed.log()).not.toContain('"done"');
    expect(other.log()).toContain('"done"');
    expect(doomed.log() + other.log()).not.toContain(exchange.token);
  });
});

describe.skipIf(redisServer === undefined)(`a sound that kills its workers${redisTitle}`, () => {
  it('is given up after the second, so that it cannot kill them all', { timeout: 120_000 }, async () => {
    const { url } = await startTestRedis();
    const files = await startFileServer();
    const env = { QUEUE_URL: url, DATA_DIR: await tempDir(), DISCORD_CDN_ORIGINS: files.origin };
    const gateway = await openGateway({ url });
    const sound = { fairnessKey: GUILD, url: files.offer('deadly', Buffer.from('?'), true), maxBytes: 1e6 };
    const heard = gateway.detect(sound).catch((error: unknown) => error);
    for (const deaths of [1, 2]) {
      const worker = await startWorkerProcess(env);
      await until(() => files.asked.length === deaths);
      worker.kill('SIGKILL');
      await worker.exited;
    }
    await startWorkerProcess(env);
    expect(await heard).toMatchObject({ message: expect.stringContaining('stalled') as unknown });
    expect(files.asked).toHaveLength(2);
  });
});

describe.skipIf(redisServer === undefined)(`a worker that is told to stop${redisTitle}`, () => {
  it('ends what it has in hand', async () => {
    const { url } = await startTestRedis();
    const files = await startFileServer();
    const path = await makeClip(voice({ durationSec: 2 }), { format: 'ogg-opus', folder: await tempDir() });
    const env = { QUEUE_URL: url, DATA_DIR: await tempDir(), DISCORD_CDN_ORIGINS: files.origin };
    const worker = await startWorkerProcess(env);
    const gateway = await openGateway({ url });
    const sound = {
      fairnessKey: GUILD,
      url: files.offer('voice', await readFile(path), true),
      maxBytes: 1e6,
    };
    const heard = gateway.detect(sound);
    await until(() => files.asked.length === 1);
    worker.kill('SIGTERM');
    await until(() => worker.log().includes('"stopping"'));
    files.release('voice');

    await expect(heard).resolves.toMatchObject({ windows: [{ startSec: 0 }] });
    expect(await worker.exited).toEqual([0, null]);
    expect(files.asked).toEqual(['voice']);
  });
});

it('a worker without a queue does not start, and says what to set', async () => {
  const worker = spawnWorker({ DATA_DIR: await tempDir() });
  expect(await worker.exited).toEqual([1, null]);
  expect(worker.log()).toContain('QUEUE_URL must be set');
});
