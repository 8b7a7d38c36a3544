import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import { formatDuration } from '../domain/format.js';
import type { MeasureOptions } from '../usecases/ports.js';
import type { FfmpegSettings } from './decode-file.js';
import { inputArguments, OVERRUN_SEC } from './ffmpeg-input.js';
import { describeStream } from './parse-stream-info.js';
import { ffmpegFailure, runFfmpeg } from './run-ffmpeg.js';
import { TimeLimit } from './time-limit.js';

/** Rates beyond these are forged; without a resampler, ffmpeg takes any. */
const MIN_RATE_HZ = 1000;
const MAX_RATE_HZ = 1_000_000;

/** Enough for ffmpeg's last report of progress. */
const REPORT_CHARACTERS = 4096;

/**
 * Decodes a file's first sound track inside ffmpeg, which lets the samples go: nothing is mixed, resampled or piped.
 * See `AudioDecoder.measure` for the contract; what counts as sound is what counts for {@link decodeFile}.
 *
 * @throws RangeError if the longest duration is not above 0; the file system's error if there is no such file (both
 *   our mistake).
 */
export async function measureFile(
  path: string,
  { maxDurationSec, signal }: MeasureOptions,
  { ffmpegPath, timeLimitMs }: FfmpegSettings,
): Promise<AudioInfo> {
  if (!(maxDurationSec > 0))
    throw new RangeError(`expected maxDurationSec above 0, received ${maxDurationSec}`);
  await stat(path);

  let report = '';
  const outcome = await runFfmpeg({
    ffmpegPath,
    args: [
      ...inputArguments(path),
      // Time is what the samples come to, whatever a file says of when each is due.
      ...['-af', 'asetpts=N/SR/TB', '-t', String(maxDurationSec + OVERRUN_SEC)],
      ...['-progress', 'pipe:1', '-f', 'null'],
    ],
    sink: new Writable({
      write(chunk: Buffer, _encoding, done) {
        report = (report + chunk.toString('latin1')).slice(-REPORT_CHARACTERS);
        done();
      },
    }),
    timeLimit: new TimeLimit(timeLimitMs),
    signal,
  });
  const durationSec = lastTimeSec(report);
  const stream = describeStream(outcome.stderr);
  const isSound = stream.sampleRateHz >= MIN_RATE_HZ && stream.sampleRateHz <= MAX_RATE_HZ;
  if (outcome.exitCode !== 0 || !isSound || !(durationSec > 0)) {
    throw new UserError('NOT_AUDIO', { cause: ffmpegFailure(outcome) });
  }
  if (durationSec > maxDurationSec) {
    throw new UserError('CLIP_TOO_LONG', { limit: formatDuration(maxDurationSec) });
  }
  return { ...stream, durationSec };
}

/** Where ffmpeg had come to when it last said so, in seconds; `NaN` if it never did. */
function lastTimeSec(report: string): number {
  const microseconds = [...report.matchAll(/^out_time_us=(\d+)$/gm)].at(-1)?.[1];
  return Number(microseconds ?? Number.NaN) / 1e6;
}
