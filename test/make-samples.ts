import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../src/process/package-root.js';
import { runFfmpegForTests } from './helpers/ffmpeg-clips.js';

/**
 * `npx tsx test/make-samples.ts`: makes the sandbox's sample clips anew. Nobody's voice is in them: eSpeak NG, which has
 * to be installed, speaks. How its variants sound to the model was found by trying some hundreds.
 */

/** Discord's clients send about ten levels a second with a voice message. */
const LEVELS_PER_SEC = 10;
const LEVEL_RATE_HZ = 8000;

/** eSpeak's voice and variant, pitch (0 to 99) and words a minute. */
interface Sample {
  name: string;
  /** How it is spoken, not how it is heard. */
  title: string;
  text: string;
  voice: string;
  pitch: number;
  speed: number;
}

const SAMPLES: readonly Sample[] = [
  {
    name: 'slow',
    title: 'Slow and low',
    text: 'Where were you? We have been waiting for an hour!',
    voice: 'en-us+steph',
    pitch: 5,
    speed: 110,
  },
  {
    name: 'brisk',
    title: 'Brisk and pressed',
    text: 'I found your letter on the kitchen table this morning!',
    voice: 'en-us+f3',
    pitch: 5,
    speed: 210,
  },
  {
    name: 'lively',
    title: 'Fast and lively',
    text: 'The rehearsal begins at seven, and everyone is already here.',
    voice: 'en-us+m7',
    pitch: 30,
    speed: 270,
  },
];

async function main(): Promise<void> {
  const folder = join(packageRoot(), 'src', 'sandbox', 'samples');
  const temporary = await mkdtemp(join(tmpdir(), 'overtone-samples-'));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const index = [];
  for (const { name, title, text, voice, pitch, speed } of SAMPLES) {
    const spoken = join(temporary, `${name}.wav`);
    const how = ['-v', voice, '-p', String(pitch), '-s', String(speed), '-w', spoken];
    await promisify(execFile)('espeak-ng', [...how, text]);
    const file = `${name}.ogg`;
    const opus = [
      '-ar',
      '48000',
      '-ac',
      '1',
      '-c:a',
      'libopus',
      '-b:a',
      '48k',
      '-map_metadata',
      '-1',
      '-bitexact',
    ];
    await runFfmpegForTests(['-i', spoken, ...opus, join(folder, file)]);
    const levels = await levelsOf(spoken, temporary);
    index.push({
      file,
      title,
      duration: levels.length / LEVELS_PER_SEC,
      waveform: levels.toString('base64'),
    });
  }
  await writeFile(join(folder, 'samples.json'), `${JSON.stringify(index, null, 2)}\n`);
  await rm(temporary, { recursive: true });
}

/** Levels as Discord shows them: one byte each, the loudest 255. */
async function levelsOf(path: string, folder: string): Promise<Buffer> {
  const raw = join(folder, 'levels.raw');
  await runFfmpegForTests(['-i', path, '-ar', String(LEVEL_RATE_HZ), '-ac', '1', '-f', 'f32le', raw]);
  const { buffer, byteOffset, byteLength } = await readFile(raw);
  const samples = new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  const step = LEVEL_RATE_HZ / LEVELS_PER_SEC;
  const levels = Array.from({ length: Math.ceil(samples.length / step) }, (_, i) =>
    Math.sqrt(mean(samples.subarray(i * step, (i + 1) * step).map((value) => value * value))),
  );
  const highest = Math.max(...levels);
  return Buffer.from(levels.map((level) => Math.round((255 * level) / highest)));
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

await main();
