import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { openClipStore } from '../../src/store/clip-store.js';
import { newClip } from '../helpers/builders.js';
import { sqliteIn } from '../helpers/clip-store.js';

/**
 * A process for the test beside it: adds and removes clips, several at a time, until it is killed. It says each thing
 * before it begins and once it is done, as the bot would have told a member.
 */
const [dataDir = '', seed = '1'] = process.argv.slice(2);
const GUILDS = ['200000000000000001', '200000000000000002'];
const AT_A_TIME = 4;

const store = await openClipStore({
  dataDir,
  indexUrl: sqliteIn(dataDir),
  limits: { maxGuildClips: Infinity, maxGuildBytes: Infinity },
});
const say = (...words: string[]) => process.stdout.write(`${words.join(' ')}\n`);
say('ready');

async function work(worker: number): Promise<never> {
  const mine: { guildId: string; id: string }[] = [];
  for (let i = 0; ; i += 1) {
    const guildId = GUILDS[i % GUILDS.length]!;
    const content = `${seed}-${worker}-${i} `.repeat(1 + ((i * 7919) % 3000));
    const sha256 = createHash('sha256').update(content).digest('hex');
    const file = await store.stage();
    await writeFile(file.path, content);
    const clip = await store.add(
      file,
      newClip({ guildId, sha256, bytes: content.length, name: `clip ${i}` }),
    );
    say('added', guildId, clip.id, sha256);
    mine.push(clip);
    if (i % 3 === 2) {
      const { guildId: from, id } = mine.shift()!;
      say('removing', from, id);
      await store.remove(from, id);
      say('removed', from, id);
    }
  }
}

await Promise.all(Array.from({ length: AT_A_TIME }, (_, worker) => work(worker)));
