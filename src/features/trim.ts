import { frameCount } from './framing.js';
import { FEATURE_SETTINGS } from './settings.js';

const { hopSamples, windowSamples, trimDb, trimMarginFrames } = FEATURE_SETTINGS;

/** Mean power below which frames are told apart no further, relative to full scale: -100 dB. */
const POWER_FLOOR = 1e-10;

/**
 * Leaves out the silence before and after the voice: frames more than `trimDb` below the loudest one, less a
 * margin of `trimMarginFrames`.
 *
 * @param pcm - Samples, shape `[n]`. Not modified.
 * @returns A view on `pcm`; all of it if it is silent throughout.
 */
export function trimSilence(pcm: Float32Array): Float32Array {
  const power = framePower(pcm);
  const threshold = Math.max(...power) * 10 ** (-trimDb / 10);
  const first = power.findIndex((value) => value > threshold);
  const last = power.findLastIndex((value) => value > threshold);
  const from = Math.max(0, (first - trimMarginFrames) * hopSamples);
  const to = Math.min(pcm.length, (last + trimMarginFrames) * hopSamples);
  return pcm.subarray(from, to);
}

/** Mean power of each frame, shape `[frames]`. */
function framePower(pcm: Float32Array): Float64Array {
  const half = windowSamples / 2;
  const power = new Float64Array(frameCount(pcm.length));
  for (let t = 0; t < power.length; t += 1) {
    const to = Math.min(pcm.length, t * hopSamples + half);
    let sum = 0;
    for (let i = Math.max(0, t * hopSamples - half); i < to; i += 1) sum += pcm[i]! * pcm[i]!;
    power[t] = sum / windowSamples + POWER_FLOOR;
  }
  return power;
}
