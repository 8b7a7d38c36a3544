import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { UserError } from '../../src/domain/errors.js';
import { openClipStore } from '../../src/store/clip-store.js';
import { GUILD, newClip } from '../helpers/builders.js';

/**
 * A process for the test beside it: one of several that add clips to one server and remove some of them, all at once.
 * The process says what has become of each.
 */
const [dataDir = '', indexUrl = '', clipsUrl = '', count = '0', maxGuildClips = '0', removing = 'true'] =
  process.argv.slice(2);
const AT_A_TIME = 4;

const store = await openClipStore({
  dataDir,
  indexUrl,
  clipsUrl,
  limits: { maxGuildClips: Number(maxGuildClips), maxGuildBytes: Infinity },
});
const say = (...words: string[]) => process.stdout.write(`${words.join(' ')}\n`);

async function upload(number: number): Promise<void> {
  const content = `${process.pid} ${number} `.repeat(1 + (number % 7) * 100);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const file = await store.stage();
  await writeFile(file.path, content);
  try {
    const { id } = await store.add(file, newClip({ sha256, bytes: content.length, uploadedAt: Date.now() }));
    say('added', id);
    if (number % 5 !== 4 || removing === 'false') return;
    await store.remove(GUILD, id);
    say('removed', id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say('refused', error.code);
  } finally {
    await file.drop();
  }
}

// Sweeps are the business of others.
await store.swept;
// Begin at once, so that they are in each other's way.
say('ready');
await new Promise((resolve) => process.stdin.once('data', resolve));
process.stdin.destroy();
let next = 0;
const work = async () => {
  while (next < Number(count)) await upload(next++);
};
await Promise.all(Array.from({ length: AT_A_TIME }, work));
await store.close();
// A client of Redis has a timer left that nobody waits for.
process.exit();
