import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { UserError } from '../domain/errors.js';
import type { AudioEncoder } from '../usecases/ports.js';
import { mixFilters, stereoFilters } from './channel-mix.js';
import type { FfmpegSettings } from './decode-file.js';
import { readFileHead } from './file-head.js';
import { NewFile } from './new-file.js';
import { opusBitRate } from './opus-bit-rate.js';
import { readTrack, type ReadOptions, type RunOptions, type TrackSource } from './read-track.js';
import { ffmpegFailure, runFfmpeg } from './run-ffmpeg.js';
import { surveyChannels } from './survey-channels.js';
import { TimeLimit } from './time-limit.js';
import { withSource } from './with-source.js';

/** Below this many bits per second two channels cost more clarity than they bring. */
const STEREO_FROM_BITS_PER_SEC = 32_000;

const OPUS_RATE_HZ = 48_000;

/**
 * Writes an Ogg Opus copy without the original's metadata; see `AudioEncoder.encodeOpus` for the contract.
 * One or two channels stay where the mean of all is heard, and more become two that are alike; at a low bit rate, and
 * where some channels alone are heard, the copy has one.
 *
 * One ffmpeg decodes and another encodes what came out, so that the copy has a clock of its own, counted in samples.
 *
 * @throws UserError `STORAGE_FULL` besides; the file system's error if the source is missing or the target is
 *   there already (our mistake). Then there is no new file.
 */
export async function encodeOpusFile(
  path: string,
  toPath: string,
  { durationSec, maxBytes, signal }: Parameters<AudioEncoder['encodeOpus']>[2],
  { ffmpegPath, timeLimitMs }: FfmpegSettings,
): Promise<void> {
  const bitsPerSec = opusBitRate(durationSec, maxBytes);
  if (bitsPerSec === undefined) throw new UserError('TOO_BIG_TO_PLAY');
  await readFileHead(path);
  signal?.throwIfAborted();

  const file = await NewFile.create(toPath);
  const run = { ffmpegPath, timeLimit: new TimeLimit(timeLimitMs), maxDurationSec: Infinity, signal };
  try {
    await withSource(path, run, async (source) => {
      const { mix, channels } = await surveyChannels(source, run);
      const isStereo = mix === 'all' && channels > 1 && bitsPerSec >= STEREO_FROM_BITS_PER_SEC;
      const stereo = channels === 2 ? stereoFilters(OPUS_RATE_HZ) : mixFilters(['all', 'all'], OPUS_RATE_HZ);
      await transcode(source, createFileSink(file, maxBytes), {
        ...run,
        filters: isStereo ? stereo : mixFilters([mix], OPUS_RATE_HZ),
        signals: isStereo ? 2 : 1,
        bitsPerSec,
        encoderTimeLimit: new TimeLimit(timeLimitMs),
      });
    });
    await file.keep();
  } catch (error) {
    await file.drop();
    throw error;
  }
}

interface TranscodeOptions extends RunOptions, Pick<ReadOptions, 'filters' | 'signals'> {
  bitsPerSec: number;
  encoderTimeLimit: TimeLimit;
}

/** Decodes into one end of a pipe and encodes from the other. Whichever fails ends both. */
async function transcode(source: TrackSource, sink: Writable, options: TranscodeOptions): Promise<void> {
  const { ffmpegPath, signals, bitsPerSec, encoderTimeLimit } = options;
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  const pcm = new PassThrough();

  const encoding = runFfmpeg({
    ffmpegPath,
    args: [
      ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-protocol_whitelist', 'pipe'],
      ...['-f', 'f32le', '-ar', String(OPUS_RATE_HZ), '-ac', String(signals), '-i', 'pipe:0'],
      ...['-c:a', 'libopus', '-b:a', String(bitsPerSec), '-vbr', 'constrained', '-f', 'ogg'],
    ],
    input: pcm,
    sink,
    timeLimit: encoderTimeLimit,
    signal,
  }).then((exit) => {
    if (exit.exitCode !== 0) throw ffmpegFailure(exit);
  });
  const decoding = readTrack(source, {
    ...{ ...options, signal, sampleRateHz: OPUS_RATE_HZ },
    onSamples: async ({ buffer }) => {
      if (!pcm.write(Buffer.from(buffer))) await once(pcm, 'drain', { signal });
    },
  }).then(() => pcm.end());
  try {
    await Promise.all([encoding, decoding]);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled([encoding, decoding]);
    throw error;
  }
}

function createFileSink(file: NewFile, maxBytes: number): Writable {
  let bytes = 0;
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        done(new UserError('TOO_BIG_TO_PLAY'));
        return;
      }
      file.write(chunk).then(() => {
        done();
      }, done);
    },
  });
}
