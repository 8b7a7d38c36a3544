import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openClipStore } from '../../src/store/clip-store.js';
import { LIMITS } from '../../test/helpers/builders.js';
import { clipNumber, fill, writeAtOnce } from '../../test/helpers/large-store.js';
import type { Member } from '@overtone/discord-simulator';
import { startBotProcess } from '../bot.js';
import { inWords, measureInTurns } from '../measure.js';
import type { BenchLine } from '../result.js';
import type { Setting } from '../setting.js';

const FEW = 10;
const MANY = 10_000;

/** `/list` and autocomplete in a server with many clips, against one with few, over loopback. */
export async function listingRows(setting: Setting): Promise<BenchLine[]> {
  const { discord } = setting;
  const dataDir = await setting.folder();
  const guilds = { few: discord.guild(), many: discord.guild() };
  const indexUrl = `sqlite://${join(dataDir, 'index.sqlite')}`;
  // Opening the store gives index and files one store id.
  await (await openClipStore({ dataDir, indexUrl, limits: LIMITS })).close();
  await writeAtOnce(indexUrl, async (index) => {
    await fill(index, FEW, guilds.few.id);
    await fill(index, MANY, guilds.many.id);
  });
  // The bot removes rows without a file when it starts.
  for (const [count, { id }] of [[FEW, guilds.few] as const, [MANY, guilds.many] as const]) {
    for (let i = 0; i < count; i += 1) {
      const path = join(dataDir, clipNumber(i, id).path);
      if (i === 0) await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '');
    }
  }
  const [few, many] = [discord.member(guilds.few), discord.member(guilds.many)];
  const bot = await startBotProcess(discord, dataDir);
  try {
    return [
      await compare('/list', async (member) => (await member.slash('list')).answer()),
      // Each of these searches finds one clip.
      await compare('autocomplete', (member, last) => member.autocomplete('detect', 'file', `clip ${last}`)),
    ];
  } finally {
    await bot.stop();
  }

  async function compare(
    what: string,
    ask: (member: Member, last: number) => Promise<unknown>,
  ): Promise<BenchLine> {
    const measured = await measureInTurns(
      { few: () => ask(few, FEW - 1), many: () => ask(many, MANY - 1) },
      { warmUp: 20, runs: 60 },
    );
    return {
      what: `${what} with ${MANY.toLocaleString('en')} clips, against ${FEW}`,
      value: measured.many.median / measured.few.median,
      unit: '×',
      target: { most: 1.5 },
      detail: `${inWords(measured.many)} against ${inWords(measured.few)}`,
    };
  }
}
