import { describe, expect, it } from 'vitest';
import { newerFfmpeg } from '../../../src/audio/newer-ffmpeg.js';

describe('newerFfmpeg', () => {
  it.each([
    ['Debian', 'ID=debian\n', 'sudo apt install ffmpeg'],
    ['Mint', 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n', 'sudo apt install ffmpeg'],
    ['Fedora', 'NAME="Fedora Linux"\nVERSION_ID=41\nID=fedora\n', 'sudo dnf install ffmpeg-free'],
    ['Rocky', 'ID="rocky"\nID_LIKE="rhel centos fedora"', 'sudo dnf install ffmpeg-free'],
    ['another Linux', 'ID=void', 'install the ffmpeg that your system offers'],
    ['a Linux that does not say', '', 'install the ffmpeg that your system offers'],
  ])('knows %s', async (_name, osRelease, how) => {
    expect(await newerFfmpeg({ platform: 'linux', osRelease })).toBe(
      `${how}, or set FFMPEG_PATH to one, and start again`,
    );
  });

  it.each([
    ['darwin', /^brew install ffmpeg,/],
    ['win32', /^winget install Gyan\.FFmpeg,/],
    ['freebsd', /^install the ffmpeg that your system offers,/],
  ] as const)('knows %s', async (platform, how) => {
    expect(await newerFfmpeg({ platform })).toMatch(how);
  });
});
