import { rawSpectrogram, type Example } from '../../../../model/data/example.js';
import type { TrainingClip } from '../../../../model/training/clip-weights.js';
import type { Emotion } from '../../../../src/domain/emotions.js';
import { voiceFrames } from '../../../../src/features/frames.js';
import { functionals } from '../../../../src/features/functionals.js';
import { syntheticVoice } from '../../features/synthetic-voice.js';

export const frames = voiceFrames(syntheticVoice());
export const example: Example = {
  functionals: [functionals(frames), functionals(frames).map((value) => value + 0.1)],
  spectrograms: [rawSpectrogram(frames), rawSpectrogram(frames)],
  baseline: new Float32Array(40),
  voiceActivity: 0.9,
};
export const clip = (emotion: Emotion, rest: Partial<TrainingClip> = {}): TrainingClip => ({
  corpus: 'ravdess',
  channel: 'speech',
  speaker: 'ravdess-02',
  emotion,
  example,
  ...rest,
});
