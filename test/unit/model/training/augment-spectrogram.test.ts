import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../model/numerics/random.js';
import {
  augmentSpectrogram,
  SPECTROGRAM_AUGMENTATION,
} from '../../../../model/training/augment-spectrogram.js';
import { example } from './sample-clips.js';

describe('augmented spectrograms', () => {
  const spectrogram = example.spectrograms[0]!;

  it('are no longer than is seen at once, finite, and the same for the same seed', () => {
    for (let i = 0; i < 20; i += 1) {
      const copy = augmentSpectrogram(spectrogram, createRandom(String(i)));
      expect(copy.count).toBeLessThanOrEqual(SPECTROGRAM_AUGMENTATION.frames);
      expect(copy.bands.length).toBe(copy.count * 64);
      expect(copy.tracks.length).toBe(copy.count * 4);
      expect(copy.bands.every(Number.isFinite)).toBe(true);
      expect(copy).toEqual(augmentSpectrogram(spectrogram, createRandom(String(i))));
    }
  });

  it('do not modify the clip', () => {
    const before = structuredClone(spectrogram);
    augmentSpectrogram(spectrogram, createRandom('copy'));
    expect(spectrogram).toEqual(before);
  });
});
