import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { formatDuration } from '../domain/format.js';
import type { Cancellable } from '../usecases/ports.js';
import { IN_LARGE_WRITES, inputArguments, type TrackInput } from './ffmpeg-input.js';
import type { FileHead } from './file-head.js';
import {
  describeStream,
  isInputDescribed,
  parseDescription,
  type FileDescription,
} from './parse-stream-info.js';
import { ffmpegFailure, runFfmpeg, type FfmpegExit } from './run-ffmpeg.js';
import { createSampleSink } from './sample-sink.js';
import type { TimeLimit } from './time-limit.js';

/** Which sound of a file is heard, and how ffmpeg is to read it. */
export interface TrackSource extends TrackInput, FileHead {
  /** Channels that the track begins with, as far as ffmpeg can say and read: from 1 to 64. */
  channels: number;
  /** Is told what the file holds, mostly before any sample. What it throws ends the run. */
  onDescription?: (description: FileDescription) => void;
}

/** What every run over a file shares. */
export interface RunOptions extends Cancellable {
  ffmpegPath: string;
  /** The time limit of all runs over one file together. */
  timeLimit: TimeLimit;
  /** A longer sound is refused. */
  maxDurationSec: number;
}

export interface ReadOptions extends RunOptions {
  /** ffmpeg's filters, how many channels they give, and at what rate, in Hz. */
  filters: string;
  signals: number;
  sampleRateHz: number;
  /** Gets whole samples of every signal, interleaved, within [-1, 1]. ffmpeg's time limit rests meanwhile. */
  onSamples: (interleaved: Float32Array) => void | Promise<void>;
}

/**
 * Decodes one sound track from start to end, counted in samples.
 *
 * @returns what the track is, and its length.
 * @throws UserError `NOT_AUDIO`, `SOUND_UNREADABLE`, `AUDIO_TOO_SHORT`, `CLIP_TOO_LONG`, `TIMED_OUT`, `FFMPEG_MISSING`.
 */
export async function readTrack(source: TrackSource, options: ReadOptions): Promise<AudioInfo> {
  const { ffmpegPath, timeLimit, maxDurationSec, filters, signals, sampleRateHz, signal } = options;
  return runOverLinks(source, async (input, { secondsBefore, onStderr }) => {
    const sink = createSampleSink({
      signals,
      maxSamples: Math.round((maxDurationSec - secondsBefore) * sampleRateHz),
      tooMany: () => tooLong(maxDurationSec),
      onSamples: async (interleaved) => {
        timeLimit.pause();
        await options.onSamples(interleaved);
        timeLimit.resume();
      },
    });
    const exit = await runFfmpeg({
      ffmpegPath,
      args: [
        ...inputArguments(input),
        ...['-af', filters, '-c:a', 'pcm_f32le', '-f', 'f32le', ...IN_LARGE_WRITES],
      ],
      sink: sink.stream,
      onStderr,
      timeLimit,
      signal,
    });
    const { sampleCount } = sink;
    return { exit, sampleCount, durationSec: sampleCount / sampleRateHz };
  });
}

/** What one run of ffmpeg came to. */
interface Decoded {
  exit: FfmpegExit;
  sampleCount: number;
  durationSec: number;
}

/**
 * Runs ffmpeg over a file, or over each link of a chained one, of which those without a sample are passed over.
 *
 * @param run - Gets where to read, the length of what was read before, and a listener to ffmpeg's stderr.
 * @returns what the first link is, and the length of all.
 * @throws UserError as {@link requireSound} does, and what `run` throws.
 */
export async function runOverLinks(
  source: TrackSource,
  run: (
    input: TrackInput,
    context: { secondsBefore: number; onStderr: (soFar: string) => void },
  ) => Promise<Decoded>,
): Promise<AudioInfo> {
  const onStderr = onceDescribed(source);
  let first: Decoded | undefined;
  let durationSec = 0;
  for (const range of source.links ?? [undefined]) {
    const decoded = await run({ ...source, range }, { secondsBefore: durationSec, onStderr });
    if (decoded.sampleCount > 0) requireSound(decoded, source);
    if (!first || first.sampleCount === 0) first = decoded;
    durationSec += decoded.durationSec;
  }
  requireSound(first!, source);
  return describeSound(first!.exit, source, durationSec);
}

export const tooLong = (maxDurationSec: number): UserError =>
  new UserError('CLIP_TOO_LONG', { limit: formatDuration(maxDurationSec) });

/** A listener to ffmpeg's stderr that tells a source once what the file holds. */
function onceDescribed({ onDescription }: TrackSource): (stderr: string) => void {
  let isTold = false;
  return (stderr) => {
    if (isTold || !isInputDescribed(stderr)) return;
    isTold = true;
    const description = parseDescription(stderr);
    if (description) onDescription?.(description);
  };
}

/** What ffmpeg said of a source, of which it has decoded so many seconds. */
function describeSound(
  { stderr }: FfmpegExit,
  { track, isMatroska }: TrackSource,
  durationSec: number,
): AudioInfo {
  const stream = describeStream(stderr, track);
  return {
    ...stream,
    ...(isMatroska && { container: 'matroska' }),
    durationSec,
    ...(track > 0 && { track: track + 1 }),
  };
}

/** How ffmpeg's releases complain of what they know and cannot read, and of all else. */
const UNKNOWN_KIND =
  /not implemented|patches welcome|[Dd]ecoder [^\n]*not found|[Uu]nsupported|invalid sample size|channel count and layout are unset/;
const COMPLAINT = /[Ee]rror|[Ii]nvalid/;

/**
 * @throws UserError unless ffmpeg was content and gave samples. Where it gave none of a track that it knows, and
 *   complains of nothing but the track's kind, `SOUND_UNREADABLE`, or `AUDIO_TOO_SHORT` if the file claims no more.
 */
function requireSound({ exit, sampleCount }: Decoded, { track }: TrackSource): void {
  if (exit.exitCode === 0 && sampleCount > 0) return;
  const cause = ffmpegFailure(exit);
  const description = parseDescription(exit.stderr);
  const codec = description?.tracks[track]?.codec;
  if (codec === undefined || sampleCount > 0) throw new UserError('NOT_AUDIO', { cause });
  if (UNKNOWN_KIND.test(exit.stderr)) throw new UserError('SOUND_UNREADABLE', { cause });
  if (exit.exitCode !== 0 || COMPLAINT.test(exit.stderr)) throw new UserError('NOT_AUDIO', { cause });
  const { claimedSec, container } = description!;
  const isEmpty = claimedSec === undefined ? codec.startsWith('pcm_') : claimedSec < EMPTY_BELOW_SEC;
  if (isEmpty) throw new UserError('AUDIO_TOO_SHORT', { cause });
  // Frames of 32-bit FLAC are passed over without a word.
  throw new UserError(container === 'flac' ? 'SOUND_UNREADABLE' : 'NOT_AUDIO', { cause });
}

/** A file that claims less, in seconds, may well decode to nothing. */
const EMPTY_BELOW_SEC = 0.1;
