import { expect, it } from 'vitest';
import { cepstralMeans } from '../../../../model/data/cepstral-means.js';
import { describe as describeFrames } from '../../../../src/features/descriptors/describe.js';
import { voiceFrames } from '../../../../src/features/frames.js';
import { syntheticVoice } from '../../features/synthetic-voice.js';

const frames = voiceFrames(syntheticVoice());

it('the baseline hears the means of cepstral coefficients', () => {
  const means = cepstralMeans(frames);
  expect(means).toHaveLength(40);
  // Its 0th coefficient is the mean loudness over 64 bands, that of the functionals over 40: scaled alike.
  const zeroth = describeFrames(frames).cepstrum[0]!.values;
  const mean = zeroth.reduce((sum, value) => sum + value, 0) / zeroth.length;
  expect(means[0]! / Math.sqrt(64)).toBeCloseTo(mean / Math.sqrt(40), 0);
});
