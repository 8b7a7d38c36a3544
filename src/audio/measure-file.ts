import { Writable } from 'node:stream';
import type { AudioInfo } from '../domain/clip.js';
import { UserError } from '../domain/errors.js';
import type { MeasureOptions } from '../usecases/ports.js';
import { ONE_CHANNEL } from './channel-mix.js';
import type { FfmpegSettings } from './decode-file.js';
import { IN_LARGE_WRITES, inputArguments } from './ffmpeg-input.js';
import { isRegular, parseOutputRate } from './parse-stream-info.js';
import { runOverLinks, tooLong, type RunOptions, type TrackSource } from './read-track.js';
import { ffmpegFailure, runFfmpeg } from './run-ffmpeg.js';
import { TimeLimit } from './time-limit.js';
import { withSource } from './with-source.js';

/** Rates beyond these are forged; without a resampler, ffmpeg takes any. */
const MIN_RATE_HZ = 1000;
const MAX_RATE_HZ = 1_000_000;

/**
 * Counts the samples of a file's sound; see `AudioDecoder.measure` for the contract. What counts as sound is what counts
 * for {@link decodeFile}. ffmpeg gives one byte a sample, so nothing is resampled unless the rate changes on the way.
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

  const run = { ffmpegPath, timeLimit: new TimeLimit(timeLimitMs), maxDurationSec, signal };
  return withSource(path, run, (source) => measureTrack(source, run));
}

async function measureTrack(
  source: TrackSource,
  { ffmpegPath, timeLimit, maxDurationSec, signal }: RunOptions,
): Promise<AudioInfo> {
  let isAllRegular = source.links === undefined;
  const info = await runOverLinks(source, async (input, { secondsBefore, onStderr }) => {
    const maxSec = maxDurationSec - secondsBefore;
    let sampleCount = 0;
    let rateHz: number | undefined;
    const exit = await runFfmpeg({
      ffmpegPath,
      args: [
        ...inputArguments({ ...input, logLevel: 'verbose' }),
        ...['-af', ONE_CHANNEL, '-c:a', 'pcm_u8', '-f', 'u8', ...IN_LARGE_WRITES],
      ],
      sink: new Writable({
        write(chunk: Buffer, _encoding, done) {
          sampleCount += chunk.length;
          done(sampleCount > maxSec * (rateHz ?? MAX_RATE_HZ) ? tooLong(maxDurationSec) : null);
        },
      }),
      onStderr: (stderr) => {
        onStderr(stderr);
        rateHz ??= parseOutputRate(stderr);
      },
      timeLimit,
      signal,
    });
    if (sampleCount === 0) return { exit, sampleCount, durationSec: 0 };
    if (rateHz === undefined || rateHz < MIN_RATE_HZ || rateHz > MAX_RATE_HZ) {
      throw new UserError('NOT_AUDIO', { cause: ffmpegFailure(exit) });
    }
    const durationSec = sampleCount / rateHz;
    if (durationSec > maxSec) throw tooLong(maxDurationSec);
    isAllRegular &&= isRegular(exit, durationSec);
    return { exit, sampleCount, durationSec };
  });
  return isAllRegular ? info : { ...info, isIrregular: true };
}
