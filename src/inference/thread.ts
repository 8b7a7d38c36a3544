import { workerData } from 'piscina';
import { loadClassifier, type Classifier } from '../classifier/classifier.js';
import { voiceFrames } from '../features/frames.js';
import { FEATURE_SETTINGS } from '../features/settings.js';
import { voiceActivity } from '../features/voice-activity.js';
import { voiceInput, VOICE_INPUT_SHAPES } from '../features/voice-input.js';
import type { ModelInfo, WindowAnalysis } from '../usecases/ports.js';
import { toReply, type Reply, type ThreadModel, type ThreadSettings } from './messages.js';

/** Entry point of a worker thread: from samples to probabilities, with a model of its own. */

let loading: Promise<Classifier> | undefined;

function classifier(): Promise<Classifier> {
  const { modelDir, backend } = workerData as ThreadSettings;
  loading ??= loadClassifier({
    dir: modelDir,
    backend,
    expected: { settings: FEATURE_SETTINGS, inputs: VOICE_INPUT_SHAPES },
  }).catch((error: unknown) => {
    // The next call tries again: what is wrong now, such as too many open files, need not last.
    loading = undefined;
    throw error;
  });
  return loading;
}

/** Loads the model and says what it is. */
export function describeModel(): Promise<Reply<ThreadModel>> {
  return toReply(async () => {
    const { metadata, backend } = await classifier();
    return { backend, model: { ...pickInfo(metadata), sampleRateHz: FEATURE_SETTINGS.sampleRateHz } };
  });
}

/** Names the emotion in one window of samples at the model's rate. */
export function analyse(samples: Float32Array): Promise<Reply<WindowAnalysis>> {
  return toReply(async () => {
    const { predict } = await classifier();
    const frames = voiceFrames(samples);
    return {
      probabilities: predict(voiceInput(frames)),
      voiceActivity: voiceActivity(frames, samples.length),
    };
  });
}

function pickInfo(metadata: Classifier['metadata']): Omit<ModelInfo, 'sampleRateHz'> {
  const { version, wholeSec, pieceSec, minSec, confidence } = metadata;
  return { version, wholeSec, pieceSec, minSec, confidence };
}
