import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../model/numerics/random.js';
import type { Clip } from '../../src/domain/clip.js';
import { packageRoot } from '../../src/process/package-root.js';
import { openIndex } from '../../src/store/index/open-index.js';
import { isClipKey } from '../../src/store/keys.js';
import { verifyStore } from '../../src/store/verify.js';
import { spawnProcess, startProcess, type BotProcess } from '../helpers/bot-process.js';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { sqliteIn } from '../helpers/clip-store.js';
import { report, runs } from '../helpers/soak.js';
import { voiceFile } from '../helpers/sounds.js';
import { Death, Witness } from './witness.js';

const TIMES = runs({ short: 3, long: 200 });
const LONGEST_WORK_MS = 1500;
const LONGEST_START_MS = 2500;
const SOUND = { missing: [], damaged: [], strays: [], mislisted: [] };
const env = { MAX_UPLOADS_PER_MINUTE: '1000000' };

const chance = createRandom('kills').uniform;

/** Kills a bot at a moment that it cannot foresee. */
async function killAtWork(bot: BotProcess, witness: Witness): Promise<void> {
  const death = new Death();
  const work = witness.work(death);
  await sleep(chance() * LONGEST_WORK_MS);
  expect(await bot.stop('SIGKILL')).toEqual([null, 'SIGKILL']);
  death.come();
  await work;
}

/** Kills a bot while it puts right what the last one left. */
async function killAtStart(stage: Stage): Promise<void> {
  const bot = spawnProcess(stage, { env });
  await sleep(chance() * LONGEST_START_MS);
  await bot.stop('SIGKILL');
}

/** What the bot put right at its start. */
function traces(bot: BotProcess): number {
  const line = bot
    .log()
    .split('\n')
    .find((text) => text.includes('store swept'));
  const { rowsWithoutFile, filesWithoutRow, catalogues } = JSON.parse(line!) as Record<string, number>;
  expect(rowsWithoutFile).toBe(0);
  return filesWithoutRow! + catalogues!;
}

async function rows(dataDir: string): Promise<Map<string, Clip>> {
  const index = await openIndex(sqliteIn(dataDir));
  const found = new Map<string, Clip>();
  for await (const [key, value] of index.entries()) {
    if (isClipKey(key)) found.set((value as Clip).id, value as Clip);
  }
  await index.close();
  return found;
}

beforeAll(() => promisify(execFile)('npm', ['run', 'build'], { cwd: packageRoot() }));

describe('a bot that is killed while members upload and delete', () => {
  it('keeps what Discord was told of, and nothing else', { timeout: 3_600_000 }, async () => {
    const stage = await setOwnStage({ withBot: false });
    const { dataDir, discord } = stage;
    const durations = [1, 1.5, 2, 2.5, 3];
    const sounds = await Promise.all(durations.map((durationSec) => voiceFile({ durationSec })));
    const witness = new Witness(discord.member(discord.guild()), sounds);
    let bot = await startProcess(stage, { env });
    let mended = 0;

    for (let time = 1; time <= TIMES; time += 1) {
      await killAtWork(bot, witness);
      if (time % 4 === 0) await killAtStart(stage);
      bot = await startProcess(stage, { env });
      mended += traces(bot);
      const fresh = witness.takeStock();
      for (const id of fresh) expect((await witness.detect(id)).embeds[0]!.image, id).toBeDefined();

      const found = await rows(dataDir);
      for (const [id, sha256] of witness.there) expect(found.get(id), id).toMatchObject({ sha256 });
      for (const id of witness.gone) expect(found.has(id), id).toBe(false);
      expect(await verifyStore({ dataDir, indexUrl: sqliteIn(dataDir) })).toMatchObject(SOUND);
      expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
    }
    expect(await bot.stop('SIGTERM')).toEqual([0, null]);
    expect(witness.there.size).toBeGreaterThan(0);
    report(
      `killed the bot ${TIMES} times: ${witness.there.size} confirmed clips kept, ${witness.gone.size} gone, ${mended} traces put right`,
    );
  });
});
