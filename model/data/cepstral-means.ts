import { logMelFrames, type VoiceFrames } from '../../src/features/frames.js';
import { FEATURE_SETTINGS } from '../../src/features/settings.js';

const { melBands } = FEATURE_SETTINGS;
/** Coefficients of the baseline. */
export const BASELINE_COUNT = 40;

/**
 * The means of 40 cepstral coefficients over the clip, which most public models take: the baseline that the functionals
 * have to beat.
 *
 * @returns Shape `[40]`.
 */
export function cepstralMeans(frames: VoiceFrames): Float32Array {
  const rows = logMelFrames(frames);
  const means = new Float64Array(melBands);
  for (let i = 0; i < rows.length; i += 1) means[i % melBands]! += rows[i]! / frames.count;
  // The cosine transform is linear, so the mean coefficient is the coefficient of the mean.
  return Float32Array.from({ length: BASELINE_COUNT }, (_, k) => {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / melBands);
    let sum = 0;
    for (let b = 0; b < melBands; b += 1) {
      sum += means[b]! * Math.cos((Math.PI * k * (2 * b + 1)) / (2 * melBands));
    }
    return scale * sum;
  });
}
