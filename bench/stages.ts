import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inputArguments } from '../src/audio/ffmpeg-input.js';
import type { BackendChoice } from '../src/classifier/backend.js';
import { loadClassifier } from '../src/classifier/classifier.js';
import { voiceFrames } from '../src/features/frames.js';
import { FEATURE_SETTINGS } from '../src/features/settings.js';
import { VOICE_INPUT_SHAPES, voiceInput } from '../src/features/voice-input.js';
import { WindowSlicer } from '../src/detector/windows.js';
import { packageRoot } from '../src/process/package-root.js';

/** The parts of a detection, each alone, as what the whole is compared with. */

/** ffmpeg with the very arguments of the bot, its samples thrown away. */
export function decodeAlone(ffmpeg: string, clip: string): Promise<unknown> {
  const output = ['-ac', '1', '-ar', String(FEATURE_SETTINGS.sampleRateHz), '-f', 'f32le', '-y', '/dev/null'];
  return promisify(execFile)(ffmpeg, [...inputArguments({ path: clip, track: 0 }), ...output]);
}

/** All features of windows of samples, one after the other. */
export function featuresAlone(windows: readonly Float32Array[]): void {
  for (const window of windows) voiceInput(voiceFrames(window));
}

/** The shipped model in this thread. */
export function loadModel(backend: BackendChoice) {
  return loadClassifier({
    dir: join(packageRoot(), 'model', 'artefacts'),
    backend,
    expected: { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES },
  });
}
type Model = Awaited<ReturnType<typeof loadModel>>;

/** The windows that the bot cuts a clip into. */
export function windowsOf(samples: Float32Array, { metadata }: Model): Float32Array[] {
  const slicer = new WindowSlicer(metadata);
  return [...slicer.push(samples), ...slicer.finish()].map((window) => window.samples);
}

/** The model on features that are there already. */
export function inferenceAlone({ predict }: Model, windows: readonly Float32Array[]): () => void {
  const inputs = windows.map((window) => voiceInput(voiceFrames(window)));
  return () => {
    for (const input of inputs) predict(input);
  };
}
