import { stat } from 'node:fs/promises';
import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { formatDuration } from '../domain/format.js';
import type { DecodeOptions } from '../usecases/ports.js';
import { inputArguments, OVERRUN_SEC } from './ffmpeg-input.js';
import { describeStream } from './parse-stream-info.js';
import { ffmpegFailure, runFfmpeg } from './run-ffmpeg.js';
import { createSampleSink } from './sample-sink.js';
import { TimeLimit } from './time-limit.js';

const DEFAULT_SAMPLE_RATE_HZ = 16_000;

export interface FfmpegSettings {
  ffmpegPath: string;
  /** Longest run of one process, in milliseconds, not counting the time it waits for whoever takes its output. */
  timeLimitMs: number;
}

/**
 * Decodes a file's first sound track to mono samples; see `AudioDecoder.decode` for the contract.
 *
 * A damaged file counts as far as ffmpeg reads it, as long as ffmpeg itself is content: a recording cut short
 * is decoded to its last whole frame. Where ffmpeg ends with an error, the file is refused, although samples
 * may have been handed on by then: a detection must not rest on fragments.
 *
 * Several channels are mixed to one without exceeding full scale; two alike give back the original.
 *
 * @throws RangeError if the rate or the longest duration is not above 0; the file system's error if there is no
 *   such file (both our mistake).
 */
export async function decodeFile(
  path: string,
  { sampleRateHz = DEFAULT_SAMPLE_RATE_HZ, maxDurationSec, onSamples, signal }: DecodeOptions,
  { ffmpegPath, timeLimitMs }: FfmpegSettings,
): Promise<AudioInfo> {
  if (!(sampleRateHz > 0)) throw new RangeError(`expected sampleRateHz above 0, received ${sampleRateHz}`);
  if (!(maxDurationSec > 0))
    throw new RangeError(`expected maxDurationSec above 0, received ${maxDurationSec}`);
  await stat(path);

  const timeLimit = new TimeLimit(timeLimitMs);
  const sink = createSampleSink({
    maxSamples: maxDurationSec * sampleRateHz,
    tooMany: () => new UserError('CLIP_TOO_LONG', { limit: formatDuration(maxDurationSec) }),
    onSamples: async (samples) => {
      timeLimit.pause();
      await onSamples?.(samples);
      timeLimit.resume();
    },
  });
  const outcome = await runFfmpeg({
    ffmpegPath,
    args: [
      ...inputArguments(path),
      ...['-t', String(maxDurationSec + OVERRUN_SEC), '-ac', '1', '-ar', String(sampleRateHz)],
      // Without it, mixing to floats adds the channels up beyond full scale.
      ...['-rematrix_maxval', '1', '-c:a', 'pcm_f32le', '-f', 'f32le'],
    ],
    sink: sink.stream,
    timeLimit,
    signal,
  });
  if (outcome.exitCode !== 0 || sink.sampleCount === 0) {
    throw new UserError('NOT_AUDIO', { cause: ffmpegFailure(outcome) });
  }
  return { ...describeStream(outcome.stderr), durationSec: sink.sampleCount / sampleRateHz };
}
