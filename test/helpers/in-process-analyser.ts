import * as tf from '@tensorflow/tfjs-core';
import { join } from 'node:path';
import { loadClassifier } from '../../src/classifier/classifier.js';
import { voiceFrames } from '../../src/features/frames.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';
import { voiceActivity } from '../../src/features/voice-activity.js';
import { VOICE_INPUT_SHAPES, voiceInput } from '../../src/features/voice-input.js';
import { packageRoot } from '../../src/process/package-root.js';
import type { VoiceAnalyser } from '../../src/usecases/ports.js';

/** The shipped model without worker threads, so that a test can count its tensors. */
export async function inProcessAnalyser(): Promise<VoiceAnalyser & { tensors(): number }> {
  const { metadata, predict } = await loadClassifier({
    dir: join(packageRoot(), 'model', 'artefacts'),
    backend: 'auto',
    expected: { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES },
  });
  return {
    model: { ...metadata, sampleRateHz: FEATURE_SETTINGS.sampleRateHz },
    tensors: () => tf.memory().numTensors,
    analyse(samples) {
      const frames = voiceFrames(samples);
      return Promise.resolve({
        probabilities: predict(voiceInput(frames)),
        voiceActivity: voiceActivity(frames, samples.length),
      });
    },
  };
}
