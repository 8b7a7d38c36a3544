import { describe, expect, it } from 'vitest';
import {
  isInputDescribed,
  isRegular,
  parseDescription,
  parseOutputRate,
  parseStreamInfo,
} from '../../../src/audio/parse-stream-info.js';

const describeStream = (line: string, container = 'ogg') =>
  `Input #0, ${container}, from 'file:/clips/a':\n  Duration: 00:00:03.02, start: 0.000000, bitrate: 76 kb/s\n${line}\n`;

describe('parseStreamInfo', () => {
  it.each([
    [
      '    Stream #0:0: Audio: pcm_s16le ([1][0][0][0] / 0x0001), 44100 Hz, stereo, s16, 1411 kb/s',
      { codec: 'pcm_s16le', sampleRateHz: 44_100, channels: 2 },
    ],
    [
      '    Stream #0:0(und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo, fltp, 69 kb/s (default)',
      { codec: 'aac', sampleRateHz: 44_100, channels: 2 },
    ],
    [
      '  Stream #0:1[0x2](eng): Audio: aac (LC) (mp4a / 0x6134706D), 8000 Hz, mono, fltp, 12 kb/s (default)',
      { codec: 'aac', sampleRateHz: 8000, channels: 1 },
    ],
    [
      '  Stream #0:0: Audio: vorbis, 48000 Hz, 5.1(side), fltp',
      { codec: 'vorbis', sampleRateHz: 48_000, channels: 6 },
    ],
    [
      '  Stream #0:0: Audio: flac, 96000 Hz, 7 channels, s32 (24 bit)',
      { codec: 'flac', sampleRateHz: 96_000, channels: 7 },
    ],
    [
      '  Stream #0:0: Audio: opus, 48000 Hz, 7.1.4, fltp',
      { codec: 'opus', sampleRateHz: 48_000, channels: 12 },
    ],
    [
      '  Stream #0:0: Audio: flac, 44100 Hz, quad(side), s16',
      { codec: 'flac', sampleRateHz: 44_100, channels: 4 },
    ],
    [
      '    Stream #0:0: Audio: wmav2 (a[1][0][0] / 0x0161), 44100 Hz, 1 channels, fltp, 64 kb/s',
      { codec: 'wmav2', sampleRateHz: 44_100, channels: 1 },
    ],
  ])('reads %s', (line, expected) => {
    expect(parseStreamInfo(describeStream(line))).toEqual({ container: 'ogg', ...expected });
  });

  it('keeps all names of a container', () => {
    const stderr = describeStream('  Stream #0:0: Audio: aac, 44100 Hz, mono', 'mov,mp4,m4a,3gp,3g2,mj2');
    expect(parseStreamInfo(stderr)?.container).toBe('mov,mp4,m4a,3gp,3g2,mj2');
  });

  it('takes the first sound track, past a picture', () => {
    const stderr = describeStream(
      [
        '  Stream #0:0: Video: png, rgb24(pc), 64x48, 90k tbr (attached pic)',
        '  Stream #0:1: Audio: mp3 (mp3float), 22050 Hz, mono, fltp, 32 kb/s',
        '  Stream #0:2: Audio: aac (LC), 48000 Hz, stereo, fltp',
      ].join('\n'),
    );
    expect(parseStreamInfo(stderr)).toMatchObject({ codec: 'mp3', sampleRateHz: 22_050, channels: 1 });
  });

  it('is not misled by what metadata claims', () => {
    const stderr = [
      "Input #0, ogg, from 'file:/clips/a':",
      '  Metadata:',
      '    title           : Stream #0:0: Audio: fake, 1 Hz, mono',
      '                    : Stream #0:0: Audio: fake, 1 Hz, mono',
      '  Stream #0:0: Audio: opus, 48000 Hz, stereo, fltp',
    ].join('\n');
    expect(parseStreamInfo(stderr)?.codec).toBe('opus');
  });

  it.each([
    ['nothing', ''],
    ['no sound track', describeStream('  Stream #0:0: Video: h264, yuv420p, 64x48')],
    ['an unheard-of layout', describeStream('  Stream #0:0: Audio: opus, 48000 Hz, everywhere, fltp')],
    ['no rate', describeStream('  Stream #0:0: Audio: none, 2 channels')],
  ])('finds nothing in %s', (_name, stderr) => {
    expect(parseStreamInfo(stderr)).toBeUndefined();
  });
});

describe('parseDescription', () => {
  const stderr = [
    "Input #0, matroska,webm, from 'file:/clips/a':",
    '  Duration: 01:02:03.50, start: 0.000000, bitrate: 76 kb/s',
    '  Stream #0:0: Video: h264, yuv420p, 64x48 (default)',
    '  Stream #0:1(eng): Audio: opus, 48000 Hz, mono, fltp',
    '  Stream #0:2: Audio: none, 2 channels',
    '  Stream #0:3: Audio: opus, 48000 Hz, 9 channels, fltp (default)',
    'Stream mapping:',
    '  Stream #0:1 -> #0:0 (opus (native) -> pcm_f32le (native))',
    "Output #0, f32le, to 'pipe:1':",
    '  Stream #0:0: Audio: pcm_f32le, 16000 Hz, mono, flt, 512 kb/s (default)',
  ].join('\n');

  it('tells every sound track, known or not, and none of the output', () => {
    expect(parseDescription(stderr)).toEqual({
      container: 'matroska,webm',
      claimedSec: 3723.5,
      tracks: [
        { codec: 'opus', sampleRateHz: 48_000, channels: 1, isDefault: false },
        { codec: 'none', sampleRateHz: 0, channels: undefined, isDefault: false },
        { codec: 'opus', sampleRateHz: 48_000, channels: 9, isDefault: true },
      ],
    });
    expect(parseStreamInfo(stderr, 2)).toMatchObject({ channels: 9 });
    expect(parseStreamInfo(stderr, 3)).toBeUndefined();
  });

  it('is whole once ffmpeg goes on to what it does', () => {
    const atMapping = stderr.indexOf('Stream mapping:');
    expect(isInputDescribed(stderr.slice(0, atMapping))).toBe(false);
    expect(isInputDescribed(stderr)).toBe(true);
  });

  it('knows the rate of the output, once it is told', () => {
    expect(parseOutputRate(stderr)).toBe(16_000);
    expect(parseOutputRate(stderr.slice(0, stderr.indexOf('Output #0')))).toBeUndefined();
  });
});

describe('isRegular', () => {
  const said = ({
    container = 'ogg',
    duration = '00:00:04.00',
    start = '0.00',
    graphs = 1,
    end = '00:00:04.02',
  }) => {
    const graph = '[graph_0_in_0_0 @ 0x1] tb:1/48000 samplefmt:fltp samplerate:48000 chlayout:mono';
    return {
      stderr: [
        `Input #0, ${container}, from 'file:/clips/a':`,
        `  Duration: ${duration}, start: ${start}, bitrate: 76 kb/s`,
        '  Stream #0:0: Audio: opus, 48000 Hz, mono, fltp',
        ...Array<string>(graphs).fill(graph),
      ].join('\n'),
      ending: `size=       1kB time=00:00:00.50 bitrate=N/A\rsize=     203kB time=${end} bitrate= 1.4kbits/s`,
    };
  };

  it.each([
    ['a clock like its samples', {}, true],
    ['no length that it claims', { duration: 'N/A' }, true],
    ['a clock that jumps', { end: '00:20:04.34' }, false],
    ['a clock that starts late', { start: '4999.992' }, false],
    ['a change on the way', { graphs: 2 }, false],
    ['links of Ogg that claim the length of one', { duration: '00:00:02.00' }, false],
    ['a video that goes on', { container: 'matroska,webm', duration: '00:00:09.00' }, true],
    ['no last word from ffmpeg', { end: 'N/A' }, false],
  ])('%s', (_what, parts, expected) => {
    expect(isRegular(said(parts), 4)).toBe(expected);
  });

  it('takes a file for regular of which ffmpeg said nothing', () => {
    expect(isRegular({ stderr: '', ending: '' }, 4)).toBe(true);
  });
});
