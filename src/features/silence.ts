import { frameCount } from './framing.js';
import { FEATURE_SETTINGS } from './settings.js';
import { percentile, sorted } from './statistics.js';

const {
  hopSamples,
  windowSamples,
  backgroundPercentile,
  voiceAboveBackgroundDb,
  voiceBelowLoudestDb,
  surelyVoiceDb,
  shortestVoiceFrames,
  bumpDb,
  trimMarginFrames,
  pauseMarginFrames,
} = FEATURE_SETTINGS;

/** Mean power below which frames are told apart no further, relative to full scale: -100 dB. */
const POWER_FLOOR = 1e-10;

/** Frames `from` up to, not including, `to`. */
export interface Stretch {
  from: number;
  to: number;
}

/**
 * Leaves out the silence around a voice, bumps, and all of a longer pause but its ends: how long someone waits says
 * little, and would weigh much.
 *
 * @param pcm - Samples at 16 kHz, shape `[n]`, without offset. Not modified.
 * @returns A copy, or all of `pcm` if nothing stands out.
 */
export function cutSilence(pcm: Float32Array): Float32Array {
  const levelsDb = frameLevels(pcm);
  const { sounding, bumps } = listen(levelsDb, voiceBelowLoudestDb);
  if (sounding.length === 0) return pcm;
  const isKept = new Uint8Array(levelsDb.length);
  for (const [i, { from, to }] of sounding.entries()) {
    const before = i === 0 ? trimMarginFrames : pauseMarginFrames;
    const after = i === sounding.length - 1 ? trimMarginFrames : pauseMarginFrames;
    isKept.fill(1, Math.max(0, from - before), to - 1 + after);
  }
  for (const { from, to } of bumps) isKept.fill(0, Math.max(0, from - 1), to);
  const out = new Float32Array(pcm.length);
  let length = 0;
  for (const { from, to } of runs(isKept.length, (t) => isKept[t] === 1)) {
    const part = pcm.subarray(from * hopSamples, to * hopSamples);
    out.set(part, length);
    length += part.length;
  }
  return out.subarray(0, length);
}

/**
 * The stretches in which something sounds that is neither background nor a bump.
 *
 * @param levelsDb - Of frames, shape `[frames]`, in dB. Not modified.
 * @param belowLoudestDb - What is softer than the loudest by more than this counts as silence, in dB.
 */
export function soundingStretches(levelsDb: Float64Array, belowLoudestDb: number): Stretch[] {
  return listen(levelsDb, belowLoudestDb).sounding;
}

function listen(levelsDb: Float64Array, belowLoudestDb: number): { sounding: Stretch[]; bumps: Stretch[] } {
  const loudest = loudestLevel(levelsDb);
  const background = percentile(sorted(levelsDb), backgroundPercentile);
  if (loudest < background + voiceAboveBackgroundDb) return { sounding: [], bumps: [] };
  const threshold = Math.max(
    loudest - belowLoudestDb,
    Math.min(background + voiceAboveBackgroundDb, loudest - surelyVoiceDb),
  );
  const isLong = ({ from, to }: Stretch): boolean => to - from >= shortestVoiceFrames;
  return {
    sounding: runs(levelsDb.length, (t) => levelsDb[t]! > threshold).filter(isLong),
    bumps: runs(levelsDb.length, (t) => levelsDb[t]! > loudest + bumpDb),
  };
}

/** The stretches of frames that something holds for. */
function runs(frames: number, holds: (frame: number) => boolean): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (let t = 0; t <= frames; t += 1) {
    if (t < frames && holds(t)) continue;
    if (t > from) found.push({ from, to: t });
    from = t + 1;
  }
  return found;
}

/**
 * How loud a recording gets for longer than a bump: the maximum of a running median.
 *
 * @param levelsDb - Of frames, shape `[frames]`, in dB. Not modified.
 * @returns In dB; `-Infinity` for fewer frames than the median runs over.
 */
export function loudestLevel(levelsDb: Float32Array | Float64Array): number {
  const width = 2 * shortestVoiceFrames - 1;
  let loudest = -Infinity;
  for (let t = 0; t + width <= levelsDb.length; t += 1) {
    const median = levelsDb.slice(t, t + width).sort()[shortestVoiceFrames - 1]!;
    if (median > loudest) loudest = median;
  }
  return loudest;
}

/** Mean power of each frame, in dB relative to full scale, at least -100; shape `[frames]`. */
export function frameLevels(pcm: Float32Array): Float64Array {
  const half = windowSamples / 2;
  const levels = new Float64Array(frameCount(pcm.length));
  for (let t = 0; t < levels.length; t += 1) {
    const to = Math.min(pcm.length, t * hopSamples + half);
    let sum = 0;
    for (let i = Math.max(0, t * hopSamples - half); i < to; i += 1) sum += pcm[i]! * pcm[i]!;
    levels[t] = 10 * Math.log10(sum / windowSamples + POWER_FLOOR);
  }
  return levels;
}
