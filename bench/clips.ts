import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SentFile } from '@overtone/discord-simulator';
import { makeClip, type ClipFormat } from '../test/helpers/ffmpeg-clips.js';
import { voice } from '../test/helpers/synthetic-voice.js';

/** A synthetic clip, as samples, as a file, and as a member sends it. */
export interface BenchClip {
  name: string;
  durationSec: number;
  samples: Float32Array;
  path: string;
  sent: SentFile;
}

/** How the formats are called in the table. */
const NAMES = { 'ogg-opus': 'OGG Opus', mp3: 'MP3', 'wav-16': 'WAV' } as const satisfies Partial<
  Record<ClipFormat, string>
>;
export type BenchFormat = keyof typeof NAMES;
export const BENCH_FORMATS = Object.keys(NAMES) as BenchFormat[];

/** Makes a clip of a voice that never pauses, so that no silence is cut and all of it is work. */
export async function benchClip(
  folder: string,
  format: BenchFormat,
  durationSec: number,
): Promise<BenchClip> {
  const samples = voice({ durationSec, seed: durationSec });
  const path = await makeClip(samples, { format, folder });
  const sent = { fileName: basename(path), bytes: await readFile(path) };
  const length = durationSec < 600 ? `${durationSec} s` : `${durationSec / 60} min`;
  return { name: `${length} of ${NAMES[format]}`, durationSec, samples, path, sent };
}
