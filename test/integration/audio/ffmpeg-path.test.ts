import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FFMPEG_CANDIDATES, locateFfmpeg } from '../../../src/audio/ffmpeg-path.js';
import { parseFfmpegVersion } from '../../../src/audio/ffmpeg-version.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ffmpeg-path-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function script(name: string, body: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

const banner = (version: string, years = '2000-2024') =>
  `ffmpeg version ${version} Copyright (c) ${years} the FFmpeg developers\nbuilt with gcc`;

describe('parseFfmpegVersion', () => {
  it.each([
    ['6.1.1-3ubuntu5', '2000-2023', false],
    ['7.0.2-static https://johnvansickle.com/ffmpeg/ ', '2000-2024', false],
    ['n9.0.2-17-g2a571b6068', '2000-2026', false],
    ['4.1.3', '2000-2019', true],
    ['4.2.7-0ubuntu0.1', '2000-2022', false],
    ['N-47683-g0e8eb07980-static https://johnvansickle.com/ffmpeg/ ', '2000-2018', true],
    ['N-117000-gabcdef0123', '2000-2024', false],
    ['2023-05-31-git-baa9fccf8d-full_build-www.gyan.dev', '2000-2023', false],
  ])('%s of %s: outdated is %s', (version, years, outdated) => {
    expect(parseFfmpegVersion(banner(version, years))).toEqual({
      version: version.split(' ')[0],
      outdated,
    });
  });

  it('knows what is not ffmpeg', () => {
    expect(parseFfmpegVersion('avconv version 12')).toBeUndefined();
    expect(parseFfmpegVersion('')).toBeUndefined();
  });
});

describe('locateFfmpeg', () => {
  it('takes the configured one, and no other', async () => {
    const path = await script('configured', `echo '${banner('7.1')}'`);
    expect(await locateFfmpeg({ configuredPath: path })).toEqual({
      path,
      source: 'FFMPEG_PATH',
      version: '7.1',
      outdated: false,
    });
  });

  it('finds a configured name on PATH', async () => {
    await script('ffmpeg-of-theirs', `echo '${banner('7.2')}'`);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await locateFfmpeg({ configuredPath: 'ffmpeg-of-theirs' })).toMatchObject({
      path: 'ffmpeg-of-theirs',
      version: '7.2',
    });
  });

  it.each([
    ['absent', () => Promise.resolve('/nowhere/ffmpeg'), 'there is no such file'],
    ['no name on PATH', () => Promise.resolve('ffmpeg-of-nobody'), 'PATH has no program of that name'],
    ['no ffmpeg', () => script('impostor', 'echo hello'), 'it runs, but does not name a version'],
    ['failing', () => script('failing', `echo '${banner('7.1')}'; exit 3`), 'Command failed'],
    ['hanging', () => script('hanging', 'exec sleep 30'), 'it does not answer'],
    ['a folder', () => Promise.resolve(folder), 'it may not be run'],
  ])('says so if the configured one is %s', async (_name, make, why) => {
    const configuredPath = await make();
    await expect(locateFfmpeg({ configuredPath, timeLimitMs: 500 })).rejects.toThrow(
      `FFMPEG_PATH must name a working ffmpeg, received "${configuredPath}": ${why}`,
    );
  });

  it('tries a fixed order', () => {
    expect(FFMPEG_CANDIDATES.map(({ source }) => source)).toEqual([
      'PATH',
      'ffmpeg-static',
      '@ffmpeg-installer/ffmpeg',
    ]);
  });

  it('passes over what is missing or broken', async () => {
    const working = await script('working', `echo '${banner('5.1')}'`);
    const found = await locateFfmpeg({
      timeLimitMs: 500,
      candidates: [
        { source: 'ffmpeg-static', find: () => Promise.reject(new Error('Cannot find package')) },
        { source: 'ffmpeg-static', find: () => Promise.resolve(undefined) },
        { source: 'PATH', find: () => script('broken', 'exit 1') },
        { source: '@ffmpeg-installer/ffmpeg', find: () => Promise.resolve(working) },
      ],
    });
    expect(found).toMatchObject({ path: working, source: '@ffmpeg-installer/ffmpeg', version: '5.1' });
  });

  it('passes over an outdated one on PATH, and takes the bundled one where all are', async () => {
    const old = await script('old', `echo '${banner('4.1', '2000-2018')}'`);
    const current = await script('current', `echo '${banner('7.1')}'`);
    const [onPath, bundled, packaged] = [
      { source: 'PATH', find: () => Promise.resolve(old) },
      { source: '@ffmpeg-installer/ffmpeg', find: () => Promise.resolve(old) },
      { source: 'ffmpeg-static', find: () => Promise.resolve(current) },
    ] as const;
    const sourceOf = async (...candidates: (typeof onPath | typeof bundled | typeof packaged)[]) =>
      (await locateFfmpeg({ candidates }))?.source;
    expect(await sourceOf(onPath, packaged, bundled)).toBe('ffmpeg-static');
    expect(await sourceOf(onPath, bundled)).toBe('@ffmpeg-installer/ffmpeg');
    const broken = { ...bundled, find: () => Promise.reject(new Error('Cannot find package')) };
    expect(await sourceOf(onPath, broken)).toBe('PATH');
  });

  it('finds nothing where there is nothing', async () => {
    expect(await locateFfmpeg({ candidates: [] })).toBeUndefined();
  });

  it('finds one on this machine', async () => {
    expect(await locateFfmpeg()).toBeDefined();
  });
});
