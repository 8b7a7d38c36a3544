import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Exchange, StoredMessage } from '@overtone/discord-simulator';
import { packageRoot } from '../../src/process/package-root.js';
import { setOwnStage } from '../helpers/bot.js';
import { lineTo } from '../helpers/cut-line.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { voiceFile } from '../helpers/sounds.js';
import { startWorkerProcess } from '../helpers/worker-process.js';

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

const text = ({ embeds }: StoredMessage) => embeds[0]?.description ?? '';

/** Any other refusal is told as it is. */
async function told(exchange: Promise<Exchange>): Promise<string> {
  const said = text(await (await exchange).answer({ withinMs: 60_000 }));
  if (said.includes('cannot reach the machines that listen for me')) return 'refused';
  return /too long|went wrong|no such clip|has gone|store/.test(said) ? said : 'done';
}

describe.skipIf(redisServer === undefined)(`a bot whose queue fails${redisTitle}`, () => {
  it.for(['refuses', 'is silent', 'is slow'] as const)(
    'does all but detect, if not that too, while its Redis %s, loses nothing, and goes on by itself',
    { timeout: 120_000 },
    async (how) => {
      const { url } = await startTestRedis();
      const line = await lineTo(Number(new URL(url).port));
      const QUEUE_URL = `redis://127.0.0.1:${line.port}`;
      const stage = await setOwnStage({ env: { QUEUE_URL } });
      const { discord, dataDir } = stage;
      await startWorkerProcess({
        QUEUE_URL,
        DATA_DIR: dataDir,
        DISCORD_CDN_ORIGINS: discord.cdnOrigin,
      });
      const someone = discord.member(discord.guild());
      const audio = await voiceFile();
      for (const name of ['kept', 'going'])
        expect(await told(someone.slash('upload', { audio, name }))).toBe('done');
      const question = await (await someone.slash('delete', { file: 'going' })).answer();

      if (how === 'refuses') line.cut();
      else if (how === 'is silent') line.hush();
      else line.slow(100);
      const answers = await Promise.all([
        told(someone.slash('upload', { audio, name: 'meanwhile' })),
        told(someone.slash('list')),
        told(someone.slash('play', { file: 'kept' })),
        told(someone.click(question, 'Delete')),
        told(someone.slash('detect', { file: 'kept' })),
      ]);
      expect(answers).toEqual(['done', 'done', 'done', 'done', how === 'is slow' ? 'done' : 'refused']);
      if (how === 'refuses') await line.mend();
      else if (how === 'is silent') line.speak('replaced');
      else line.slow(0);

      const detect = () => told(someone.slash('detect', { file: 'kept' }));
      await expect.poll(detect, { timeout: 10_000 }).toBe('done');
      const names = text(await (await someone.slash('list')).answer()).match(/kept|going|meanwhile/g);
      expect(names?.sort()).toEqual(['kept', 'meanwhile']);
      expect(discord.violations).toEqual([]);
    },
  );
});
