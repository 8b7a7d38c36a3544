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

/**
 * ffmpeg's arguments up to and including a file and the choice of its first sound track.
 *
 * @param path - Handed over as `file:`, so that no name can be taken for a protocol or an option.
 */
export function inputArguments(path: string): string[] {
  return [
    ...[
      '-hide_banner',
      '-nostdin',
      '-nostats',
      '-loglevel',
      'info',
      '-max_alloc',
      String(MAX_ALLOCATION_BYTES),
    ],
    ...['-protocol_whitelist', 'file', '-format_whitelist', FORMATS.join(',')],
    ...['-probesize', String(PROBE_BYTES), '-analyzeduration', String(PROBE_MICROSECONDS), '-threads', '1'],
    ...['-max_streams', String(MAX_STREAMS)],
    ...['-vn', '-sn', '-dn', '-i', `file:${path}`, '-map', '0:a:0'],
  ];
}
