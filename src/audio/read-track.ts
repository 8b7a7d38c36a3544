import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { formatDuration } from '../domain/format.js';
import type { Cancellable } from '../usecases/ports.js';
import { inputArguments, type TrackInput } from './ffmpeg-input.js';
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
export interface SoundSource extends TrackInput, FileHead {
  /** Channels that the track begins with, as far as ffmpeg can say and read: from 1 to 64. */
  channels: number;
  /** Is told what the file holds, mostly before any sample. What it throws ends the run. */
  onDescription?: (description: FileDescription) => void;
}

/** What every run over a file shares. */
export interface RunOptions extends Cancellable {
  ffmpegPath: string;
  /** Of all runs over one file together. */
  timeLimit: TimeLimit;
  /** A longer sound is refused. */
  maxDurationSec: number;
}

export interface ReadOptions extends RunOptions {
  /** ffmpeg's filters, and how many channels they give. */
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
export async function readTrack(source: SoundSource, options: ReadOptions): Promise<AudioInfo> {
  const { ffmpegPath, timeLimit, maxDurationSec, filters, signals, sampleRateHz, signal } = options;
  const sink = createSampleSink({
    signals,
    maxSamples: maxDurationSec * sampleRateHz,
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
      ...inputArguments(source),
      ...['-af', filters, '-ar', String(sampleRateHz), '-c:a', 'pcm_f32le', '-f', 'f32le'],
    ],
    sink: sink.stream,
    onStderr: onceDescribed(source),
    timeLimit,
    signal,
  });
  requireSound(exit, sink.sampleCount, source);
  return describeSound(exit, source, sink.sampleCount / sampleRateHz);
}

export const tooLong = (maxDurationSec: number): UserError =>
  new UserError('CLIP_TOO_LONG', { limit: formatDuration(maxDurationSec) });

/** A listener to ffmpeg's stderr that tells a source once what the file holds. */
export function onceDescribed({ onDescription }: SoundSource): (stderr: string) => void {
  let isTold = false;
  return (stderr) => {
    if (isTold || !isInputDescribed(stderr)) return;
    isTold = true;
    const description = parseDescription(stderr);
    if (description) onDescription?.(description);
  };
}

/** What ffmpeg said of a source, of which it has decoded so many seconds. */
export function describeSound(
  { stderr }: FfmpegExit,
  { track, isMatroska }: SoundSource,
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

/** What ffmpeg complains with, in any of its releases. */
const COMPLAINT = /^(?!Guessed)[^\n]*(?:[Ee]rror|[Ii]nvalid|not implemented)/m;

/**
 * @throws UserError unless ffmpeg was content and gave samples. Where the track is there but gave none, it is too short
 *   if nothing speaks against it, else ffmpeg cannot read its kind.
 */
export function requireSound(exit: FfmpegExit, sampleCount: number, { track }: SoundSource): void {
  if (exit.exitCode === 0 && sampleCount > 0) return;
  const cause = ffmpegFailure(exit);
  const description = parseDescription(exit.stderr);
  const codec = description?.tracks[track]?.codec;
  if (exit.exitCode !== 0 || codec === undefined) throw new UserError('NOT_AUDIO', { cause });
  const { claimedSec } = description!;
  const isEmpty = claimedSec === undefined ? codec.startsWith('pcm_') : claimedSec < EMPTY_BELOW_SEC;
  if (isEmpty && !COMPLAINT.test(exit.stderr)) throw new UserError('AUDIO_TOO_SHORT', { cause });
  throw new UserError('SOUND_UNREADABLE', { cause });
}

/** A file that claims less may well decode to nothing. */
const EMPTY_BELOW_SEC = 0.1;
