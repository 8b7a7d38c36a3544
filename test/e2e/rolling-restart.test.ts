import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { spawnProcess, startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

describe.skipIf(redisServer === undefined)(`a rolling restart${redisTitle}`, () => {
  it('has each interaction answered once: by the old process to its end, then by the new one', async () => {
    const { url } = await startTestRedis();
    const stage = await setOwnStage({ withBot: false });
    const { discord } = stage;
    const someone = discord.member(discord.guild());
    const env = { QUEUE_URL: url, FFMPEG_PATH: await slowFfmpeg(3) };
    const old = await startProcess(stage, { env });
    const next = spawnProcess({ ...stage, dataDir: await tempDir() }, { env });
    await expect.poll(() => next.log(), { timeout: 20_000 }).toContain('another process holds this shard');

    const slow = await someone.slash('upload', { audio: await voiceFile(), name: 'kept' });
    await slow.acknowledged();
    void old.stop('SIGTERM');
    expect((await slow.answer()).embeds[0]!.title).toContain('kept');
    expect((await old.exited)[0]).toBe(0);

    await discord.until(() => discord.gateway.entries.identified === 2 || undefined, 'the new process');
    await expect.poll(() => next.log(), { timeout: 20_000 }).toContain('"ready"');
    const list = await someone.slash('list');
    await list.answer();
    expect(slow.visibleTo(someone)).toHaveLength(1);
    expect(list.visibleTo(someone)).toHaveLength(1);
    expect(list.calls).toHaveLength(1);
    await next.stop('SIGTERM');
    expect(discord.violations).toEqual([]);
  });
});
