import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { EMOTIONS } from '../../src/domain/emotions.js';
import { ERROR_CODES, UserError } from '../../src/domain/errors.js';
import { prepareListening, type Listening } from '../../src/listening.js';
import { createListen, type Listen } from '../../src/usecases/listen.js';
import { makeClip, type ClipFormat } from '../helpers/ffmpeg-clips.js';
import { held } from '../helpers/held.js';
import { mutate, mutation } from '../helpers/mutations.js';
import { isLong, report, runs } from '../helpers/soak.js';
import { voice } from '../helpers/synthetic-voice.js';

const FORMATS: readonly ClipFormat[] = [
  'wav-16',
  'flac',
  'mp3',
  'ogg-opus',
  'ogg-vorbis',
  'm4a',
  'webm-opus',
  'mp4',
];
/** Files that are listened to at a time, and that make one run of the property. */
const BATCH = 10;
/** What ffmpeg may take for one of these; every answer must be there soon after. */
const TIME_LIMIT_SEC = 10;
/** What the heap and its caches may grow by over thousands of files, in bytes. */
const GROWTH_BYTES = 200e6;

let folder: string;
let clips: Buffer[];
let listening: Listening;
let listen: Listen;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-files-'));
  const sound = voice({ durationSec: 1.2 });
  clips = await Promise.all(
    FORMATS.map(async (format) => readFile(await makeClip(sound, { format, folder }))),
  );
  listening = await prepareListening(readConfig({ WORKERS: '2', FFMPEG_SECONDS: String(TIME_LIMIT_SEC) }));
  listen = createListen({ decoder: listening.codec, analyser: listening.analyser, maxClipSec: 60 });
});
afterAll(async () => {
  await listening.analyser.close();
  await rm(folder, { recursive: true });
});

let count = 0;
const outcomes = new Map<string, number>();

/** Every file ends in a detection or in an entry of the catalogue that blames the file. */
async function listenTo(bytes: Buffer): Promise<void> {
  const path = join(folder, `mutant-${(count += 1)}`);
  await writeFile(path, bytes);
  const outcome = await listen(path).then(
    ({ emotion, probabilities }) => {
      const sum = EMOTIONS.reduce((total, name) => total + probabilities[name], 0);
      expect(sum).toBeCloseTo(1, 3);
      return emotion;
    },
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      return error.code;
    },
  );
  await rm(path);
  expect([...EMOTIONS, ...ERROR_CODES]).toContain(outcome);
  expect(['INTERNAL', 'FFMPEG_MISSING', 'BUSY', 'STORAGE_FAILED']).not.toContain(outcome);
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
}

describe('damaged and forged files', () => {
  it('each end in a detection or a refusal, and leave nothing behind', { timeout: 3_600_000 }, async () => {
    for (const clip of clips) await listenTo(clip);
    const before = { ...(await held()), bytes: process.memoryUsage().rss };
    const cases = fc.array(fc.record({ base: fc.nat(FORMATS.length - 1), how: mutation }), {
      minLength: BATCH,
      maxLength: BATCH,
    });
    await fc.assert(
      fc.asyncProperty(cases, async (batch) => {
        await Promise.all(batch.map(({ base, how }) => listenTo(mutate(clips[base]!, how, clips))));
      }),
      { numRuns: runs({ short: 300, long: 5000 }) / BATCH, seed: 2026 },
    );
    const after = { ...(await held()), bytes: process.memoryUsage().rss };
    expect(after.children).toBe(before.children);
    expect(after.files).toBeLessThanOrEqual(before.files + 2);
    expect((await readdir(folder)).filter((name) => name.startsWith('mutant-'))).toEqual([]);
    report(`${count} files: ${[...outcomes].map(([name, times]) => `${name} ${times}`).join(', ')}`);
    if (isLong) expect(after.bytes - before.bytes).toBeLessThan(GROWTH_BYTES);
  });
});
