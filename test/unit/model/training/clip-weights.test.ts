import { describe, expect, it } from 'vitest';
import { clipWeights, knownEmotions } from '../../../../model/training/clip-weights.js';
import { STATISTICS_TRAINING } from '../../../../model/training/statistics-settings.js';
import { EMOTIONS } from '../../../../src/domain/emotions.js';
import { clip } from './sample-clips.js';

describe('what clips count', () => {
  const clips = [
    clip('sad'),
    clip('sad'),
    clip('happy'),
    clip('happy', { channel: 'song' }),
    clip('angry', { corpus: 'nemo', speaker: 'nemo-AB' }),
  ];

  it('each emotion of a corpus alike, song and other corpora as they are told to', () => {
    const weights = clipWeights(clips, STATISTICS_TRAINING);
    expect(weights[0]! + weights[1]!).toBeCloseTo(weights[2]! + weights[3]!, 9);
    expect(weights[3]! / weights[2]!).toBeCloseTo(STATISTICS_TRAINING.songWeight, 9);
    expect(weights[4]).toBeCloseTo(STATISTICS_TRAINING.weight.nemo, 9);
  });

  it('a corpus knows the emotions that it has', () => {
    const known = knownEmotions(clips);
    expect(EMOTIONS.filter((_, k) => known.get('ravdess')![k])).toEqual(['happy', 'sad']);
    expect(EMOTIONS.filter((_, k) => known.get('nemo')![k])).toEqual(['angry']);
  });
});
