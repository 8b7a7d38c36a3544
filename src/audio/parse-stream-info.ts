import type { AudioInfo } from '../domain/clip.js';

export type StreamInfo = Pick<AudioInfo, 'container' | 'codec' | 'sampleRateHz' | 'channels'>;

/** A sound track as ffmpeg describes it. */
export interface SoundTrack {
  /** ffmpeg's name of the codec, or `none`. */
  codec: string;
  /** 0 where ffmpeg names none. */
  sampleRateHz: number;
  /** `undefined` where ffmpeg describes them in an unknown way. */
  channels: number | undefined;
  /** Whether the file says that a player should choose this track. */
  isDefault: boolean;
}

export interface FileDescription {
  /** ffmpeg's name of the container, such as `ogg` or `mov,mp4,m4a,3gp,3g2,mj2`. */
  container: string;
  /** Length in seconds as the file claims it; `undefined` where it claims none. */
  claimedSec: number | undefined;
  /** The sound tracks in the file's order; at least one. */
  tracks: readonly SoundTrack[];
}

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

/** What ffmpeg says next, once it has described its input. */
const AFTER_INPUT = /^(?:Stream mapping:|Output #0, )/m;

/** Whether ffmpeg has said all that it has to say of its input. */
export const isInputDescribed = (stderr: string): boolean => AFTER_INPUT.test(stderr);

/**
 * Reads what ffmpeg's stderr says about its first input.
 *
 * Lines that a file's own metadata can forge begin with four spaces and a key, so the patterns are tied to the
 * line's start and admit only plain names and numbers.
 *
 * @returns `undefined` if it found no sound track.
 */
export function parseDescription(stderr: string): FileDescription | undefined {
  const input = stderr.split(AFTER_INPUT, 1)[0]!;
  const container = /^Input #0, ([\w,]+), from /m.exec(input)?.[1];
  const tracks = [...input.matchAll(/^ {2,4}Stream #0:\d+[^:\n]*: Audio: (\w+)([^\n]*)/gm)].map(toTrack);
  if (container === undefined || tracks.length === 0) return undefined;
  const clock = /^ {2}Duration: (\d+:\d\d:\d\d\.\d+)/m.exec(input)?.[1];
  return { container, claimedSec: clock === undefined ? undefined : toSeconds(clock), tracks };
}

/** Seconds by which a clock may differ from its samples: codecs pad a clip, and clocks are rounded. */
const CLOCK_TOLERANCE_SEC = 0.5;

/**
 * Whether a player that goes by a file's clock plays just what its samples are: it starts near 0, does not jump, and
 * neither rate nor channels change on the way.
 *
 * @param exit - Of a run at log level `verbose`.
 */
export function isRegular(
  { stderr, ending }: { stderr: string; ending: string },
  durationSec: number,
): boolean {
  const changes = [...stderr.matchAll(/^\[graph_\d+_in_[^\n]* samplerate:/gm)].length - 1;
  const start = /^ {2}Duration: [^\n]*, start: (-?[\d.]+)/m.exec(stderr)?.[1] ?? '0';
  const end = [...ending.matchAll(/ time=(\d+:\d\d:\d\d\.\d+)/g)].at(-1)?.[1];
  const description = parseDescription(stderr);
  // Ogg's length is its sound's alone: other containers may hold a video that is longer than its sound, or but guess.
  const claimedSec = description?.container === 'ogg' ? description.claimedSec : undefined;
  const clocks = [end === undefined ? undefined : toSeconds(end), claimedSec];
  return (
    changes <= 0 &&
    Math.abs(Number(start)) < CLOCK_TOLERANCE_SEC &&
    clocks.every((clock) => clock === undefined || Math.abs(clock - durationSec) < CLOCK_TOLERANCE_SEC)
  );
}

/** Reads the rate of what ffmpeg writes, in Hz; `undefined` until it has said so. */
export function parseOutputRate(stderr: string): number | undefined {
  const rate = /^Output #0, [^]*?^ {2,4}Stream #0:0: Audio: \w+, (\d+) Hz/m.exec(stderr)?.[1];
  return rate === undefined ? undefined : Number(rate);
}

/**
 * Reads what ffmpeg's stderr says about one sound track of its first input.
 *
 * @param number - Among the sound tracks, from 0. Default: the first.
 * @returns `undefined` if there is no such track, or it is described in an unknown way.
 */
export function parseStreamInfo(stderr: string, number = 0): StreamInfo | undefined {
  const description = parseDescription(stderr);
  const track = description?.tracks[number];
  if (track?.channels === undefined) return undefined;
  const { codec, sampleRateHz, channels } = track;
  return { container: description!.container, codec, sampleRateHz, channels };
}

const UNKNOWN: StreamInfo = { container: 'unknown', codec: 'unknown', sampleRateHz: 16_000, channels: 1 };

/** {@link parseStreamInfo} for a track that ffmpeg could decode, however it describes it. */
export const describeStream = (stderr: string, number = 0): StreamInfo =>
  parseStreamInfo(stderr, number) ?? UNKNOWN;

/** `01:02:03.45` in seconds. */
function toSeconds(clock: string): number {
  const [hours, minutes, seconds] = clock.split(':').map(Number);
  return hours! * 3600 + minutes! * 60 + seconds!;
}

function toTrack([, codec, rest]: RegExpMatchArray): SoundTrack {
  const found = /, (\d+) Hz, ([^\n,]+)/.exec(rest!);
  return {
    codec: codec!,
    sampleRateHz: Number(found?.[1] ?? 0),
    channels: found ? channelCount(found[2]!) : undefined,
    isDefault: rest!.includes('(default)'),
  };
}

/** `mono`, `5.1(side)`, `3 channels`, `4.0`: the number of channels that a layout's name stands for. */
function channelCount(layout: string): number | undefined {
  const numbered = /^(\d+) channels/.exec(layout);
  if (numbered) return Number(numbered[1]);
  const pointed = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(layout);
  if (pointed) return Number(pointed[1]) + Number(pointed[2]) + Number(pointed[3] ?? 0);
  return LAYOUT_CHANNELS[/^\w+/.exec(layout)?.[0] ?? ''];
}
