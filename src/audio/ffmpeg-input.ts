import type { ByteRange } from './ogg-links.js';

/**
 * Containers that hold their sound themselves. Not among them, on purpose: playlists, concat scripts, ffmetadata,
 * session descriptions, images and subtitles, with which an upload could make ffmpeg open other files, and
 * headerless formats, as which any junk could pass.
 */
const FORMATS = [
  ...[
    'aac',
    'ac3',
    'eac3',
    'aiff',
    'amr',
    'ape',
    'asf',
    'au',
    'avi',
    'caf',
    'flac',
    'flv',
    'matroska',
    'webm',
  ],
  ...['mov', 'mp4', 'm4a', '3gp', '3g2', 'mj2', 'mp3', 'mpc', 'mpc8', 'mpeg', 'mpegts', 'ogg', 'tak', 'tta'],
  ...['voc', 'w64', 'wav', 'wv'],
];

/**
 * Decoders that may run, by all the names that ffmpeg's builds give them. None of them is for pictures: a video's or
 * a cover's codec is not opened, not even to find out its size.
 */
const DECODERS = [
  'aac,aac_latm,ac3,alac,ape,dca,eac3,flac,mp1,mp1float,mp2,mp2float,mp3,mp3float,mp3adu,mp3adufloat,mpc7,mpc8',
  'opus,libopus,tak,tta,vorbis,libvorbis,wavpack,wmalossless,wmapro,wmav1,wmav2,wmavoice',
  'amrnb,libopencore_amrnb,amrwb,libopencore_amrwb,g722,g726,g726le,gsm,gsm_ms,nellymoser,speex,libspeex',
  'adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_swf,adpcm_yamaha,pcm_alaw,pcm_mulaw,pcm_u8,pcm_s8,pcm_s16le,pcm_s16be',
  'pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_s64le,pcm_s64be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be',
].join(',');

/** Tracks of one file; ffmpeg itself would allow a thousand. */
const MAX_STREAMS = 32;

/** Bytes and microseconds that ffmpeg may spend on finding out what a file is. */
const PROBE_BYTES = 10_000_000;
const PROBE_MICROSECONDS = 10_000_000;

/**
 * Largest single block of memory, in bytes. Without it a forged header costs hundreds of megabytes, such as one
 * that claims 1 Hz; cover pictures need some.
 */
const MAX_ALLOCATION_BYTES = 100_000_000;

/** An option of the output: else ffmpeg writes each frame by itself, which takes a pipe half as long again. */
export const IN_LARGE_WRITES: readonly string[] = ['-flush_packets', '0'];

/** One of a file's sound tracks. */
export interface TrackInput {
  /** Handed over as `file:`, so that no name can be taken for a protocol or an option. */
  path: string;
  /** The part of it to read. Default: all. */
  range?: ByteRange | undefined;
  /** Number among the file's sound tracks, from 0. */
  track: number;
  /** ffmpeg's name of the decoder to use. Default: its own choice. */
  decoder?: string | undefined;
  /** What ffmpeg says of its work. Default: `info`. */
  logLevel?: 'info' | 'verbose';
}

/**
 * ffmpeg's arguments up to and including a file and the choice of a sound track. There is no `-t` among them, and must
 * be none after them: it goes by the clock that a file claims, which may jump or start late, not by samples.
 */
export function inputArguments({ path, range, track, decoder, logLevel = 'info' }: TrackInput): string[] {
  const part = range && `subfile,,start,${range.start},end,${range.end},,:file:${path}`;
  return [
    ...[
      '-hide_banner',
      '-nostdin',
      '-nostats',
      '-loglevel',
      logLevel,
      '-max_alloc',
      String(MAX_ALLOCATION_BYTES),
    ],
    ...[
      '-protocol_whitelist',
      part ? 'file,subfile' : 'file',
      '-format_whitelist',
      FORMATS.join(','),
      '-codec_whitelist',
      DECODERS,
    ],
    ...['-probesize', String(PROBE_BYTES), '-analyzeduration', String(PROBE_MICROSECONDS), '-threads', '1'],
    ...['-max_streams', String(MAX_STREAMS)],
    ...(decoder === undefined ? [] : ['-c:a', decoder]),
    ...['-vn', '-sn', '-dn', '-i', part ?? `file:${path}`, '-map', `0:a:${track}`],
    ...['-map_metadata', '-1', '-map_chapters', '-1'],
  ];
}
