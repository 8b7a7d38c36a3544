import { rename, writeFile } from 'node:fs/promises';
import { workerData } from 'piscina';
import { voiceFrames } from '../../src/features/frames.js';
import { functionals } from '../../src/features/functionals.js';
import { voiceActivity } from '../../src/features/voice-activity.js';
import { augmentVoice } from './augment-voice.js';
import { cepstralMeans } from './cepstral-means.js';
import { createDegrader, type Degrader } from '../conditions/degrader.js';
import type { ConditionName } from '../conditions/conditions.js';
import { createClipReader } from './read-clip.js';
import { encodeExample, rawSpectrogram } from './example.js';
import { createRandom } from '../numerics/random.js';

/** Entry point of a thread that describes clips for training or for a test. */

export interface DescribeSettings {
  ffmpegPath: string;
  /** Clips that a babble is made of. */
  babble: readonly string[];
}

export interface DescribeTask {
  file: string;
  /** Seed of everything random. */
  seed: string;
  /** File that the example is written to. */
  output: string;
  /** The clip is degraded so before anything else. */
  condition?: ConditionName;
  /** Copies by another voice. */
  voices: number;
  /** Copies by another voice over another channel. */
  channels: number;
}

interface Tools {
  read: (file: string) => Promise<Float32Array>;
  degrader: Degrader;
}

let tools: Promise<Tools> | undefined;

async function loadTools(): Promise<Tools> {
  const { ffmpegPath, babble: files } = workerData as DescribeSettings;
  const read = await createClipReader();
  const babble: Float32Array[] = [];
  for (const file of files) babble.push(await read(file));
  return { read, degrader: createDegrader({ ffmpegPath, babble }) };
}

/** Describes one clip and writes the example. */
export async function describeClip(task: DescribeTask): Promise<void> {
  tools ??= loadTools();
  const { read, degrader } = await tools;
  const random = createRandom(task.seed);
  const recorded = await read(task.file);
  const pcm = task.condition ? await degrader.degrade(recorded, task.condition, random) : recorded;
  const frames = voiceFrames(pcm);
  const rows = [functionals(frames)];
  const spectrograms = [rawSpectrogram(frames)];
  for (let copy = 0; copy < task.voices; copy += 1) rows.push(functionals(augmentVoice(frames, random)));
  for (let copy = 0; copy < task.channels; copy += 1) {
    const heard = voiceFrames(await degrader.randomChannel(pcm, random));
    rows.push(functionals(augmentVoice(heard, random)));
    spectrograms.push(rawSpectrogram(heard));
  }
  const bytes = encodeExample({
    functionals: rows,
    spectrograms,
    baseline: cepstralMeans(frames),
    voiceActivity: voiceActivity(frames, pcm.length),
  });
  // A run that is stopped here leaves no half a file under the name that the next run looks for.
  await writeFile(`${task.output}.part`, bytes);
  await rename(`${task.output}.part`, task.output);
}
