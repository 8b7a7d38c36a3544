import { Meyda } from './meyda.js';
import { frameCount, padded } from './framing.js';
import { FEATURE_SETTINGS } from './settings.js';

const { hopSamples, windowSamples } = FEATURE_SETTINGS;

/** Lowest mean power of a frame, relative to full scale: -90 dB. */
const LEVEL_FLOOR = 1e-9;

/** Meyda's extractors, by themselves: `extract` would compute a spectrum with each. */
const { rms, zcr } = Meyda.featureExtractors as Record<
  'rms' | 'zcr',
  (args: { signal: Float32Array }) => number
>;

export interface LevelFrames {
  /** Mean power of each frame, in dB relative to full scale, at least -90; shape `[frames]`. */
  levelDb: Float32Array;
  /** Sign changes per pair of neighbouring samples, within [0, 1]; shape `[frames]`. */
  zeroCrossingRate: Float32Array;
}

/**
 * Level and zero-crossing rate of each frame, from Meyda's `rms` and `zcr`.
 *
 * @param pcm - Samples, shape `[n]`, full scale = 1. Not modified.
 */
export function measureLevel(pcm: Float32Array): LevelFrames {
  const frames = frameCount(pcm.length);
  const samples = padded(pcm, windowSamples);
  const levelDb = new Float32Array(frames);
  const zeroCrossingRate = new Float32Array(frames);
  for (let t = 0; t < frames; t += 1) {
    const signal = samples.subarray(t * hopSamples, t * hopSamples + windowSamples);
    levelDb[t] = 10 * Math.log10(rms({ signal }) ** 2 + LEVEL_FLOOR);
    zeroCrossingRate[t] = zcr({ signal }) / (windowSamples - 1);
  }
  return { levelDb, zeroCrossingRate };
}
