import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/process/package-root.js';
import { startProcess } from '../helpers/bot-process.js';
import { setOwnStage } from '../helpers/bot.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { slowFfmpeg } from '../helpers/slow-ffmpeg.js';
import { voiceFile } from '../helpers/sounds.js';
import { tempDir } from '../helpers/temp-dir.js';

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const RESTARTED = /was restarted before I could answer/;

describe('a process that is killed in the middle of its work', () => {
  it('tells its askers so when it is back', async () => {
    const stage = await setOwnStage({ withBot: false });
    const someone = stage.discord.member(stage.discord.guild());
    const bot = await startProcess(stage, { env: { FFMPEG_PATH: await slowFfmpeg(30) } });
    const message = someone.sendMessage(someone.channel, { attachments: [await voiceFile()] });
    const exchanges = await Promise.all(
      Array.from({ length: 15 }, () => someone.messageMenu('Detect emotion', message)),
    );
    for (const exchange of exchanges) await exchange.acknowledged();
    await bot.stop('SIGKILL');

    const next = await startProcess(stage);
    for (const exchange of exchanges) {
      const answer = await exchange.answer();
      expect(answer.embeds[0]!.description).toMatch(RESTARTED);
      expect(exchange.visibleTo(someone)).toEqual([answer]);
    }
    await expect.poll(() => readdir(join(stage.dataDir, 'owed-answers'))).toEqual([]);
    expect(exchanges.filter(({ token }) => (bot.log() + next.log()).includes(token))).toEqual([]);
    await next.stop('SIGTERM');
  });

  it.skipIf(redisServer === undefined)(
    `has its askers told by another process of the same bot${redisTitle}`,
    async () => {
      const { url } = await startTestRedis();
      const stage = await setOwnStage({ withBot: false });
      const someone = stage.discord.member(stage.discord.guild({ id: String(4n << 22n) }));
      const shared = { QUEUE_URL: url, SHARD_COUNT: '2', FFMPEG_PATH: await slowFfmpeg(40) };
      const killed = await startProcess(stage, { env: { ...shared, SHARDS: '0' } });
      const other = await startProcess(
        { ...stage, dataDir: await tempDir() },
        { env: { ...shared, SHARDS: '1' } },
      );
      const message = someone.sendMessage(someone.channel, { attachments: [await voiceFile()] });
      const exchange = await someone.messageMenu('Detect emotion', message);
      await exchange.acknowledged();
      await killed.stop('SIGKILL');

      const answer = await exchange.answer({ withinMs: 40_000 });
      expect(answer.embeds[0]!.description).toMatch(RESTARTED);
      expect(exchange.visibleTo(someone)).toEqual([answer]);
      await expect.poll(() => other.log()).toContain('left unanswered');
      expect(killed.log() + other.log()).not.toContain(exchange.token);
      await other.stop('SIGTERM');
    },
  );
});
