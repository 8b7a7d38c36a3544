import type { AudioInfo, Clip } from './clip.js';

/** What Discord's player plays, by a file name's ending: ffmpeg's name of the container, and names of codecs. */
const PLAYED: Readonly<Record<string, { container: string; codecs: readonly string[] }>> = {
  flac: { container: 'flac', codecs: ['flac'] },
  m4a: { container: 'mov,mp4,m4a,3gp,3g2,mj2', codecs: ['aac', 'mp3'] },
  mov: { container: 'mov,mp4,m4a,3gp,3g2,mj2', codecs: ['aac', 'mp3'] },
  mp3: { container: 'mp3', codecs: ['mp3'] },
  mp4: { container: 'mov,mp4,m4a,3gp,3g2,mj2', codecs: ['aac', 'mp3'] },
  ogg: { container: 'ogg', codecs: ['opus', 'vorbis'] },
  wav: { container: 'wav', codecs: ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le'] },
  webm: { container: 'matroska,webm', codecs: ['opus', 'vorbis'] },
};

/**
 * Whether Discord's own player plays a clip's original, and plays what was measured and is heard. It goes by the name's
 * ending, plays the first track by the file's clock, and mixes channels by their layout, which can drop some of more
 * than two.
 */
export function isPlayedAsSent({
  originalFileName,
  audio,
}: Pick<Clip, 'originalFileName' | 'audio'>): boolean {
  const ending = /\.([^.]+)$/.exec(originalFileName)?.[1]?.toLowerCase() ?? '';
  const played = Object.hasOwn(PLAYED, ending) ? PLAYED[ending] : undefined;
  return played?.container === audio.container && played.codecs.includes(audio.codec) && isPlayedWhole(audio);
}

const isPlayedWhole = ({ channels, track, isIrregular }: AudioInfo) =>
  channels <= 2 && track === undefined && !isIrregular;
