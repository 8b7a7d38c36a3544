import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SentFile } from '@overtone/discord-simulator';
import { makeClip, type ClipFormat } from './ffmpeg-clips.js';
import { voice } from './synthetic-voice.js';
import { tempDir } from './temp-dir.js';

const MEDIA_TYPES: Partial<Record<ClipFormat, string>> = {
  'ogg-opus': 'audio/ogg',
  mp3: 'audio/mpeg',
  'wav-16': 'audio/wav',
  mp4: 'video/mp4',
};

/** A synthetic voice as a member would send it. */
export async function voiceFile({
  durationSec = 2,
  format = 'ogg-opus',
  extraArgs = [],
  ...file
}: {
  durationSec?: number;
  format?: ClipFormat;
  extraArgs?: readonly string[];
} & Partial<SentFile> = {}): Promise<SentFile> {
  const path = await makeClip(voice({ durationSec }), { format, extraArgs, folder: await tempDir() });
  const contentType = MEDIA_TYPES[format];
  return {
    fileName: basename(path),
    bytes: await readFile(path),
    ...(contentType === undefined ? {} : { contentType }),
    ...file,
  };
}

export const textFile = (): SentFile => ({
  fileName: 'notes.mp3',
  contentType: 'audio/mpeg',
  bytes: Buffer.from('These are notes, whatever the name says.\n'.repeat(50)),
});
