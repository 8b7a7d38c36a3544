import type { AudioInfo } from '../domain/clip.js';

export type StreamInfo = Omit<AudioInfo, 'durationSec'>;

/** Names of layouts that do not say their number of channels; `7 channels` and `5.1(side)` do. */
const LAYOUT_CHANNELS: Readonly<Record<string, number>> = {
  mono: 1,
  stereo: 2,
  downmix: 2,
  binaural: 2,
  quad: 4,
  hexagonal: 6,
  octagonal: 8,
  cube: 8,
  hexadecagonal: 16,
};

/**
 * Reads what ffmpeg's stderr says about the first sound track of its first input.
 *
 * Lines that a file's own metadata can forge begin with four spaces and a key, so the patterns are tied to the
 * line's start and admit only plain names and numbers.
 *
 * @returns `undefined` if there is no such track, or it is described in an unknown way.
 */
export function parseStreamInfo(stderr: string): StreamInfo | undefined {
  const container = /^Input #0, ([\w,]+), from /m.exec(stderr)?.[1];
  const stream = /^ {2,4}Stream #0:\d+[^:\n]*: Audio: (\w+)[^\n]*?, (\d+) Hz, ([^\n,]+)/m.exec(stderr);
  if (container === undefined || stream === null) return undefined;
  const channels = channelCount(stream[3]!);
  if (channels === undefined) return undefined;
  return { container, codec: stream[1]!, sampleRateHz: Number(stream[2]), channels };
}

const UNKNOWN: StreamInfo = { container: 'unknown', codec: 'unknown', sampleRateHz: 16_000, channels: 1 };

/** The same of a track that ffmpeg could decode, however it describes it. */
export const describeStream = (stderr: string): StreamInfo => parseStreamInfo(stderr) ?? UNKNOWN;

/** `mono`, `5.1(side)`, `3 channels`, `4.0`: the number of channels that a layout's name stands for. */
function channelCount(layout: string): number | undefined {
  const numbered = /^(\d+) channels/.exec(layout);
  if (numbered) return Number(numbered[1]);
  const pointed = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(layout);
  if (pointed) return Number(pointed[1]) + Number(pointed[2]) + Number(pointed[3] ?? 0);
  return LAYOUT_CHANNELS[/^\w+/.exec(layout)?.[0] ?? ''];
}
