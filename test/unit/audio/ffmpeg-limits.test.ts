import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDecoder } from '../../../src/audio/decode.js';
import { inputArguments } from '../../../src/audio/ffmpeg-input.js';
import { runFfmpeg } from '../../../src/audio/run-ffmpeg.js';
import { TimeLimit } from '../../../src/audio/time-limit.js';
import { packageRoot } from '../../../src/package-root.js';
import { ffmpegForTests, makeClip, makeMuteVideo, runFfmpegForTests } from '../../helpers/ffmpeg-clips.js';
import { voice } from '../../helpers/synthetic-voice.js';
import { fakeFfmpeg, isRunning, until } from './fake-ffmpeg.js';

const run = promisify(execFile);

let folder: string;
let clip: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffmpeg-limits-'));
  clip = await makeClip(voice({ durationSec: 1 }), { format: 'flac', folder });
});
afterAll(() => rm(folder, { recursive: true }));

const decoderOf = (ffmpegPath: string) =>
  createDecoder({ ffmpegPath, maxConcurrent: 1, maxQueue: 10, timeLimitMs: 10_000 });

/** Runs a script in place of ffmpeg. */
async function runScript(body: string, cpuLimitMs = 10_000) {
  const { path } = await fakeFfmpeg(folder, body);
  const sink = new Writable({
    write: (_chunk, _encoding, done) => {
      done();
    },
  });
  return runFfmpeg({ ffmpegPath: path, args: [], cpuLimitMs, sink, timeLimit: new TimeLimit(20_000) });
}

describe.skipIf(process.platform !== 'linux')('what the system enforces', () => {
  it('ends an ffmpeg that keeps the processor busy', async () => {
    await expect(runScript('while :; do :; done', 1000)).rejects.toMatchObject({ code: 'TIMED_OUT' });
  });

  it('gives ffmpeg no more than 1 GiB of memory', async () => {
    expect((await runScript('ulimit -v >&2')).stderr.trim()).toBe(String(1024 ** 2));
  });

  it('ends with ffmpeg all that it started', async () => {
    const fake = await fakeFfmpeg(folder, 'sleep 60 & echo $! >> "$0.pids"\nsleep 60');
    const controller = new AbortController();
    const { signal } = controller;
    const decoding = decoderOf(fake.path).decode(clip, { maxDurationSec: 10, signal });
    const settled = expect(decoding).rejects.toThrow('changed my mind');
    await until(async () => (await fake.pids()).length === 2);
    controller.abort(new Error('changed my mind'));
    await settled;
    const pids = await fake.pids();
    await until(() => !pids.some(isRunning));
  });

  it('may be short of handles: that is a refusal, and passes', async () => {
    const program = join(packageRoot(), 'test/unit/audio/out-of-handles.ts');
    const limited = 'ulimit -n 60; exec "$0" --import tsx "$@"';
    const { stdout } = await run('/bin/sh', [
      '-c',
      limited,
      process.execPath,
      program,
      await ffmpegForTests(),
      clip,
    ]);
    const { scarce, plenty } = JSON.parse(stdout) as { scarce: string[]; plenty: string };
    expect([...new Set(scarce)].sort()).toEqual(['BUSY', 'decoded']);
    expect(scarce[0]).toBe('BUSY');
    expect(plenty).toBe('decoded');
  });
});

describe('what ffmpeg is told', () => {
  const withInput = async (path: string, rest: string[]) =>
    run(await ffmpegForTests(), [...inputArguments(path), ...rest, '-f', 'null', '-']);

  it('decodes no picture, neither of a video nor of a cover', async () => {
    const video = await makeMuteVideo(folder);
    await expect(withInput(video, ['-map', '-0:a', '-map', '0:v:0'])).rejects.toMatchObject({
      stderr: expect.stringContaining('Codec (mpeg4) not on whitelist') as string,
    });
    const cover = join(folder, 'cover.mp3');
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:duration=1:rate=1'];
    await runFfmpegForTests(['-i', clip, ...picture, '-map', '0', '-map', '1', '-c:v', 'png', cover]);
    const { stderr } = await withInput(cover, []);
    expect(stderr).toContain('Codec (png) not on whitelist');
    await expect(
      decoderOf(await ffmpegForTests()).decode(cover, { maxDurationSec: 10 }),
    ).resolves.toMatchObject({
      codec: 'mp3',
    });
  });

  it.each([
    ['alac', 'm4a'],
    ['ac3', 'mka'],
    ['wmav2', 'wma'],
    ['wavpack', 'wv'],
    ['tta', 'tta'],
    ['mp2', 'mpg'],
    ['pcm_alaw', 'au'],
    ['adpcm_ms', 'wav'],
    ['adpcm_swf', 'flv'],
  ])('decodes sound as %s', async (codec, ending) => {
    const path = join(folder, `${codec}.${ending}`);
    await runFfmpegForTests(['-i', clip, '-c:a', codec, '-ar', '44100', path]);
    const info = await decoderOf(await ffmpegForTests()).decode(path, { maxDurationSec: 10 });
    expect(info.codec).toBe(codec);
  });

  it('opens no file of more tracks than sense', async () => {
    const path = join(folder, 'tracks.mka');
    await runFfmpegForTests(['-i', clip, ...Array<string[]>(65).fill(['-map', '0:a']).flat(), path]);
    await expect(
      decoderOf(await ffmpegForTests()).decode(path, { maxDurationSec: 10 }),
    ).rejects.toMatchObject({ code: 'NOT_AUDIO' });
  });
});
