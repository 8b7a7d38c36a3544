import { execFileSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodec } from '../../../src/audio/codec.js';
import { launcher } from '../../../src/audio/prism-ffmpeg.js';
import { limited } from '../../../src/audio/resource-limits.js';
import { ffmpegForTests, makeClip } from '../../helpers/ffmpeg-clips.js';
import { voice } from '../../helpers/synthetic-voice.js';
import { fakeFfmpeg, isThere, until } from './fake-ffmpeg.js';

let folder: string;
let clip: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resource-limits-'));
  clip = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
  await launcher.warmUp();
});
afterAll(() => rm(folder, { recursive: true }));

const decode = (ffmpegPath: string, timeLimitMs = 20_000) =>
  createCodec({ ffmpegPath, maxConcurrent: 1, maxQueue: 0, timeLimitMs }).decode(clip, {
    maxDurationSec: 10,
  });

describe('limited', () => {
  it('leaves a command as it is where the system has no such limits', () => {
    const command = { command: '/bin/ffmpeg', args: ['-i', 'x'] };
    expect(limited('/bin/ffmpeg', ['-i', 'x'], { cpuSec: 5, platform: 'win32' })).toEqual(command);
  });
});

describe.runIf(process.platform === 'linux')('what an ffmpeg may use', () => {
  it('is bounded memory', async () => {
    const greedy = await fakeFfmpeg(folder, 'head -c 2000000000 /dev/zero | tail >/dev/null; exit $?');
    await expect(decode(greedy.path)).rejects.toMatchObject({ code: 'NOT_AUDIO' });
  });

  it('is no file of its own making', async () => {
    const stray = join(folder, 'stray');
    const writing = await fakeFfmpeg(folder, `(echo anything > '${stray}'); exit 1`);
    await expect(decode(writing.path)).rejects.toMatchObject({ code: 'NOT_AUDIO' });
    expect(await readFile(stray, 'utf8')).toBe('');
  });

  it('is bounded processor time', () => {
    const { command, args } = limited('sh', ['-c', 'while :; do :; done'], { cpuSec: 1 });
    expect(() => execFileSync(command, args, { stdio: 'ignore' })).toThrow(
      expect.objectContaining({ signal: 'SIGXCPU' }) as Error,
    );
  });

  it('does not outlive it, nor does what it has started', async () => {
    const parent = await fakeFfmpeg(folder, `sleep 60 & mkdir '${folder}/child-'$!; wait`);
    await expect(decode(parent.path, 500)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    const name = (await readdir(folder)).find((entry) => entry.startsWith('child-'))!;
    await until(() => !isThere(Number(name.slice('child-'.length))));
  });

  it('is refused for the moment where file handles have run out', async () => {
    const ffmpeg = await ffmpegForTests();
    const self = ['--pid', String(process.pid)];
    const limits = ['--nofile', '--raw', '--noheadings', '-o', 'SOFT'];
    const before = execFileSync('prlimit', [...self, ...limits])
      .toString()
      .trim();
    const { length } = await readdir('/proc/self/fd');
    execFileSync('prlimit', [...self, `--nofile=${length + 50}:`]);
    const held = openUntilRefused();
    const refused = await decode(ffmpeg).catch((error: unknown) => error);
    for (const handle of held) closeSync(handle);
    execFileSync('prlimit', [...self, `--nofile=${before}:`]);
    expect(refused).toMatchObject({ code: 'BUSY' });
    await expect(decode(ffmpeg)).resolves.toMatchObject({ codec: 'flac' });
  });
});

function openUntilRefused(): number[] {
  const handles: number[] = [];
  try {
    for (;;) handles.push(openSync('/dev/null', 'r'));
  } catch {
    return handles;
  }
}
