import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { locateFfmpeg } from '../../src/audio/ffmpeg-path.js';
import { toWav } from './synthetic-voice.js';

/** Each way to write a clip: its file name's ending, and ffmpeg's arguments. */
const FORMATS = {
  'wav-8': { ending: 'wav', args: ['-c:a', 'pcm_u8'] },
  'wav-16': { ending: 'wav', args: ['-c:a', 'pcm_s16le'] },
  'wav-24': { ending: 'wav', args: ['-c:a', 'pcm_s24le'] },
  'wav-float': { ending: 'wav', args: ['-c:a', 'pcm_f32le'] },
  flac: { ending: 'flac', args: ['-c:a', 'flac'] },
  mp3: { ending: 'mp3', args: ['-c:a', 'libmp3lame', '-q:a', '2'] },
  'ogg-vorbis': { ending: 'ogg', args: ['-c:a', 'libvorbis', '-q:a', '6'] },
  'ogg-opus': { ending: 'ogg', args: ['-c:a', 'libopus', '-b:a', '96k'] },
  // The index comes last, as ffmpeg writes it unless told otherwise.
  m4a: { ending: 'm4a', args: ['-c:a', 'aac', '-b:a', '128k'] },
  'webm-opus': { ending: 'webm', args: ['-c:a', 'libopus', '-b:a', '96k'] },
  mp4: { ending: 'mp4', args: ['-c:v', 'mpeg4', '-c:a', 'aac', '-b:a', '128k'] },
} as const satisfies Record<string, { ending: string; args: readonly string[] }>;

export type ClipFormat = keyof typeof FORMATS;

export const CLIP_FORMATS = Object.keys(FORMATS) as ClipFormat[];

/** Formats that give back the samples they were made from. */
export const LOSSLESS_FORMATS: readonly ClipFormat[] = ['wav-16', 'wav-24', 'wav-float', 'flac'];

let located: Promise<string> | undefined;

/** The ffmpeg that tests use: the one that `FFMPEG_PATH` names, else the first that is found. */
export function ffmpegForTests(): Promise<string> {
  located ??= locateFfmpeg({ configuredPath: process.env.FFMPEG_PATH }).then((ffmpeg) => {
    if (ffmpeg === undefined) throw new Error('tests need an ffmpeg; see FFMPEG_PATH');
    return absolute(ffmpeg.path);
  });
  return located;
}

/** Where a program lies, also one that is called by its name alone. */
function absolute(program: string): string {
  if (basename(program) !== program) return program;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path)) ?? program;
}

/** Runs ffmpeg quietly, with the arguments as they are. */
export async function runFfmpegForTests(args: readonly string[]): Promise<void> {
  await promisify(execFile)(await ffmpegForTests(), ['-v', 'error', '-nostdin', '-y', ...args]);
}

export interface ClipOptions {
  format: ClipFormat;
  /** Existing; the caller removes it. */
  folder: string;
  /** Rate of the samples, in Hz, and of the clip, where the format has that rate. Default: 16,000. */
  sampleRateHz?: number;
  /** Number of channels, all of the same samples. Default: 1. */
  channels?: number;
  /** More of ffmpeg's arguments for the output, such as `-metadata`. */
  extraArgs?: readonly string[];
}

/** Counts clips, so that two never share a name. */
let made = 0;

/**
 * Writes samples as a clip; `mp4` comes with a moving picture.
 *
 * @returns The clip's path.
 */
export async function makeClip(
  samples: Float32Array,
  { format, folder, sampleRateHz = 16_000, channels = 1, extraArgs = [] }: ClipOptions,
): Promise<string> {
  const { ending, args } = FORMATS[format];
  made += 1;
  const source = join(folder, `source-${made}.wav`);
  const path = join(folder, `clip-${made}.${ending}`);
  await writeFile(source, toWav(Array<Float32Array>(channels).fill(samples), sampleRateHz));
  const picture = format === 'mp4' ? videoInput(samples.length / sampleRateHz) : [];
  await runFfmpegForTests(['-i', source, ...picture, ...args, ...extraArgs, path]);
  await rm(source);
  return path;
}

/** A video without a sound track. @returns Its path. */
export async function makeMuteVideo(folder: string, durationSec = 1): Promise<string> {
  made += 1;
  const path = join(folder, `mute-${made}.mp4`);
  await runFfmpegForTests([...videoInput(durationSec), '-c:v', 'mpeg4', path]);
  return path;
}

function videoInput(durationSec: number): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=size=64x48:rate=10:duration=${durationSec}`];
}
