import { open, type FileHandle } from 'node:fs/promises';
import { createDecoder } from '../../../src/audio/decode.js';

/**
 * A program that decodes a clip with 0 to 15 file handles to spare, then with plenty, and prints what came of each
 * as JSON. Run it with a low `ulimit -n`.
 */

const [ffmpegPath, clip] = process.argv.slice(2) as [string, string];
const MOST_SPARE = 15;

async function fill(): Promise<FileHandle[]> {
  const held: FileHandle[] = [];
  try {
    for (;;) held.push(await open('/dev/null'));
  } catch {
    return held;
  }
}

const decoder = createDecoder({ ffmpegPath, maxConcurrent: 1, maxQueue: 1, timeLimitMs: 10_000 });
const decode = () =>
  decoder.decode(clip, { maxDurationSec: 10 }).then(
    () => 'decoded',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

const outcomes: string[] = [];
for (let spare = 0; spare <= MOST_SPARE; spare += 1) {
  const held = await fill();
  await Promise.all(held.splice(0, spare).map((handle) => handle.close()));
  outcomes.push(await decode());
  await Promise.all(held.map((handle) => handle.close()));
}
process.stdout.write(JSON.stringify({ scarce: outcomes, plenty: await decode() }));
