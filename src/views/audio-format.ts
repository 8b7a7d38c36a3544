import type { AudioInfo } from '../domain/clip.js';

const CONTAINERS: Readonly<Record<string, string>> = {
  'matroska,webm': 'WebM',
  'mov,mp4,m4a,3gp,3g2,mj2': 'MP4',
  aac: 'AAC',
  aiff: 'AIFF',
  asf: 'WMA',
  flac: 'FLAC',
  mp3: 'MP3',
  ogg: 'Ogg',
  wav: 'WAV',
};
const CODECS: Readonly<Record<string, string>> = {
  aac: 'AAC',
  alac: 'ALAC',
  flac: 'FLAC',
  mp3: 'MP3',
  opus: 'Opus',
  vorbis: 'Vorbis',
};
const CHANNELS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1', 8: '7.1' };

/** Container, codec, rate and channels as people say them: `Ogg Opus, 48 kHz, mono`. */
export function formatAudio({ container, codec, sampleRateHz, channels }: AudioInfo): string {
  const outer = CONTAINERS[container] ?? container.split(',')[0]!.toUpperCase();
  const inner = codec.startsWith('pcm_') ? 'PCM' : (CODECS[codec] ?? codec.toUpperCase());
  const kind = outer === inner ? outer : `${outer} ${inner}`;
  return `${kind}, ${sampleRateHz / 1000} kHz, ${CHANNELS[channels] ?? `${channels} channels`}`;
}
