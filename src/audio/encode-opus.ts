import { stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { UserError } from '../domain/errors.js';
import type { AudioEncoder } from '../usecases/ports.js';
import type { FfmpegSettings } from './decode-file.js';
import { inputArguments } from './ffmpeg-input.js';
import { NewFile } from './new-file.js';
import { opusBitRate } from './opus-bit-rate.js';
import { ffmpegFailure, runFfmpeg } from './run-ffmpeg.js';
import { TimeLimit } from './time-limit.js';

/** Below this many bits per second two channels cost more clarity than they bring. */
const STEREO_FROM_BITS_PER_SEC = 32_000;

/**
 * Writes an Ogg Opus copy without the original's metadata; see `AudioEncoder.encodeOpus` for the contract.
 * One or two channels stay, more are mixed to two; at a low bit rate all are mixed to one.
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
  await stat(path);
  signal?.throwIfAborted();

  const file = await NewFile.create(toPath);
  try {
    const outcome = await runFfmpeg({
      ffmpegPath,
      args: [
        ...inputArguments(path),
        ...['-map_metadata', '-1', '-map_chapters', '-1', '-t', String(durationSec + 1)],
        ...['-af', `aformat=channel_layouts=mono${bitsPerSec < STEREO_FROM_BITS_PER_SEC ? '' : '|stereo'}`],
        ...[
          '-ar',
          '48000',
          '-c:a',
          'libopus',
          '-b:a',
          String(bitsPerSec),
          '-vbr',
          'constrained',
          '-f',
          'ogg',
        ],
      ],
      cpuLimitMs: timeLimitMs,
      sink: createFileSink(file, maxBytes),
      timeLimit: new TimeLimit(timeLimitMs),
      signal,
    });
    if (outcome.exitCode !== 0) throw new UserError('NOT_AUDIO', { cause: ffmpegFailure(outcome) });
    await file.keep();
  } catch (error) {
    await file.drop();
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
