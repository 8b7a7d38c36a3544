import type { AudioInfo } from '../domain/clip.js';

const CONTAINERS: Readonly<Record<string, string>> = {
  matroska: 'Matroska',
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
  ac3: 'AC-3',
  amr_nb: 'AMR',
  amr_wb: 'AMR-WB',
  eac3: 'E-AC-3',
  flac: 'FLAC',
  mp3: 'MP3',
  opus: 'Opus',
  speex: 'Speex',
  vorbis: 'Vorbis',
  wmapro: 'WMA Pro',
  wmav1: 'WMA',
  wmav2: 'WMA',
};
const CHANNELS: Readonly<Record<number, string>> = { 1: 'mono', 2: 'stereo', 6: '5.1', 8: '7.1' };

/** Container, codec, rate and channels as people say them: `Ogg Opus, 48 kHz, mono`; and the track, if not the first. */
export function formatAudio({ container, codec, sampleRateHz, channels, track }: AudioInfo): string {
  const outer = CONTAINERS[container] ?? container.split(',')[0]!.toUpperCase();
  const inner = codec.startsWith('pcm_') ? 'PCM' : (CODECS[codec] ?? codec.toUpperCase());
  const kind = outer === inner ? outer : `${outer} ${inner}`;
  const format = `${kind}, ${sampleRateHz / 1000} kHz, ${CHANNELS[channels] ?? `${channels} channels`}`;
  return track === undefined ? format : `${format} (${formatTrack(track)})`;
}

/** Which of a file's sound tracks was heard. */
export const formatTrack = (track: number): string => `sound track ${track}`;
