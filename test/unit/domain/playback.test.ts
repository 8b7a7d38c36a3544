import { describe, expect, it } from 'vitest';
import type { AudioInfo } from '../../../src/domain/clip.js';
import { isPlayedAsSent } from '../../../src/domain/playback.js';
import { clip } from '../../helpers/builders.js';

const played = (originalFileName: string, audio: Partial<AudioInfo> = {}) =>
  isPlayedAsSent(clip({ originalFileName, audio: { ...clip().audio, ...audio } }));

const MP4 = 'mov,mp4,m4a,3gp,3g2,mj2';

describe('isPlayedAsSent', () => {
  it.each([
    ['a.ogg', { container: 'ogg', codec: 'vorbis' }],
    ['a.MP3', { container: 'mp3', codec: 'mp3' }],
    ['a.b.wav', { container: 'wav', codec: 'pcm_s16le' }],
    ['a.flac', { container: 'flac', codec: 'flac' }],
    ['a.m4a', { container: MP4, codec: 'aac' }],
    ['a.mov', { container: MP4, codec: 'aac', channels: 2 }],
    ['a.webm', { container: 'matroska,webm', codec: 'opus' }],
  ])('%s as %o', (name, audio) => {
    expect(played(name, audio)).toBe(true);
  });

  it.each([
    ['a.amr', { container: 'amr', codec: 'amr_nb' }],
    ['a.wma', { container: 'asf', codec: 'wmav2' }],
    ['a.oga', { container: 'ogg', codec: 'vorbis' }],
    ['a.aiff', { container: 'aiff', codec: 'pcm_s16be' }],
    ['a.mkv', { container: 'matroska', codec: 'opus' }],
    ['a.webm', { container: 'matroska', codec: 'opus' }],
    ['a', { container: 'ogg', codec: 'opus' }],
    ['ogg', { container: 'ogg', codec: 'opus' }],
    ['a.constructor', { container: 'ogg', codec: 'opus' }],
    ['a.mp3', { container: 'ogg', codec: 'opus' }],
    ['a.m4a', { container: MP4, codec: 'alac' }],
    ['a.wav', { container: 'wav', codec: 'gsm_ms' }],
    ['a.ogg', { channels: 6 }],
    ['a.ogg', { track: 2 }],
    ['a.ogg', { isIrregular: true }],
  ] as const)('not %s as %o', (name, audio) => {
    expect(played(name, audio)).toBe(false);
  });
});
