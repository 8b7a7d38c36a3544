import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import type { AudioDecoder } from '../../../src/usecases/ports.js';
import { ffmpegForTests, makeClip, runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { voice } from '../../helpers/synthetic-voice.js';
import { aviWithSubtitles, m4aElsewhere } from './hostile-containers.js';

let folder: string;
/** ffmpeg would wait until its time limit if it opened this pipe. */
let trap: string;
let decoder: AudioDecoder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-containers-'));
  trap = join(folder, 'trap.wav');
  await promisify(execFile)('mkfifo', [trap]);
  const ffmpegPath = await ffmpegForTests();
  decoder = createCodec({ ffmpegPath, maxConcurrent: 1, maxQueue: 0, timeLimitMs: 5000 });
});
afterAll(() => rm(folder, { recursive: true }));

async function decode(name: string, bytes: Buffer) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return decoder.decode(path, { maxDurationSec: 10 });
}

describe('a sound file that names another', () => {
  it.each([
    ['an HLS playlist', (path: string) => `#EXTM3U\n#EXTINF:2,\n${path}\n#EXT-X-ENDLIST\n`],
    ['a concat script', (path: string) => `ffconcat version 1.0\nfile '${path}'\n`],
    ['nothing ffmpeg knows', () => 'Hello'],
  ])('as %s among its subtitles is heard, and the other stays closed', async (_what, write) => {
    const samples = Int16Array.from(voice({ durationSec: 1 }), (value) => value * 32_767);
    const avi = aviWithSubtitles(samples, 16_000, write(trap));
    await expect(decode('subtitles.avi', avi)).resolves.toMatchObject({ container: 'avi', durationSec: 1 });
  });

  it('as the place of its sound holds none, and the other stays closed', async () => {
    const clip = await readFile(await makeClip(voice({ durationSec: 1 }), { format: 'm4a', folder }));
    await expect(decode('elsewhere.m4a', m4aElsewhere(clip, trap))).rejects.toMatchObject({
      code: 'NOT_AUDIO',
    });
  });

  it('as the place of its sound would be followed by an ffmpeg that was told to', async () => {
    const clip = await makeClip(voice({ durationSec: 1 }), { format: 'm4a', folder });
    const path = join(folder, 'followed.m4a');
    await writeFile(path, m4aElsewhere(await readFile(clip), clip));
    const heard = join(folder, 'heard.wav');
    await runFfmpegForTests(['-enable_drefs', '1', '-i', path, heard]);
    expect((await readFile(heard)).length).toBeGreaterThan(16_000);
  });
});
