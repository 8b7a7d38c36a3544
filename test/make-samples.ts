import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../src/package-root.js';
import { makeClip } from './helpers/ffmpeg-clips.js';
import { voice, type VoiceOptions } from './helpers/synthetic-voice.js';

/** `npx tsx test/make-samples.ts`: makes the sandbox's sample clips anew. Nobody's voice is in them. */

const SAMPLE_RATE_HZ = 48_000;
/** Discord's clients send about ten levels a second with a voice message. */
const LEVELS_PER_SEC = 10;

const SAMPLES: { name: string; title: string; sound: VoiceOptions; drive?: number }[] = [
  {
    name: 'calm',
    title: 'Low, even and slow',
    sound: {
      durationSec: 3.5,
      f0Hz: 98,
      f0Range: 0.04,
      syllablesPerSec: 2.5,
      pauseShare: 0.3,
      peak: 0.3,
      seed: 3,
    },
  },
  {
    name: 'lively',
    title: 'Bright, with a wide melody',
    sound: {
      durationSec: 3,
      f0Hz: 235,
      f0Range: 0.55,
      syllablesPerSec: 5,
      pauseShare: 0.2,
      peak: 0.7,
      seed: 7,
    },
  },
  {
    name: 'rough',
    title: 'Loud, fast and rough',
    sound: {
      durationSec: 2.5,
      f0Hz: 165,
      f0Range: 0.35,
      syllablesPerSec: 6.5,
      pauseShare: 0.12,
      breath: 0.3,
      peak: 1,
      seed: 11,
    },
    drive: 4,
  },
];

async function main(): Promise<void> {
  const folder = join(packageRoot(), 'src', 'sandbox', 'samples');
  const temporary = await mkdtemp(join(tmpdir(), 'overtone-samples-'));
  await mkdir(folder, { recursive: true });
  const index = [];
  for (const { name, title, sound, drive } of SAMPLES) {
    const samples = driven(voice({ sampleRateHz: SAMPLE_RATE_HZ, ...sound }), drive);
    const path = await makeClip(samples, {
      format: 'ogg-opus',
      folder: temporary,
      sampleRateHz: SAMPLE_RATE_HZ,
      extraArgs: ['-b:a', '48k', '-bitexact', '-map_metadata', '-1'],
    });
    const file = `${name}.ogg`;
    await copyFile(path, join(folder, file));
    index.push({ file, title, duration: sound.durationSec, waveform: waveformOf(samples) });
  }
  await writeFile(join(folder, 'samples.json'), `${JSON.stringify(index, null, 2)}\n`);
  await rm(temporary, { recursive: true });
}

/** Pressed into saturation, as a shouting voice overdrives a microphone. */
function driven(samples: Float32Array, drive = 0): Float32Array {
  return drive === 0 ? samples : samples.map((value) => 0.95 * Math.tanh(drive * value));
}

/** Levels as Discord shows them: one byte each, base64. */
function waveformOf(samples: Float32Array): string {
  const step = SAMPLE_RATE_HZ / LEVELS_PER_SEC;
  const levels = Array.from({ length: Math.ceil(samples.length / step) }, (_, i) =>
    Math.sqrt(mean(samples.subarray(i * step, (i + 1) * step).map((value) => value * value))),
  );
  const highest = Math.max(...levels);
  return Buffer.from(levels.map((level) => Math.round((255 * level) / highest))).toString('base64');
}

const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

await main();
