import type { VoiceFrames } from './frames.js';
import { frameCount } from './framing.js';
import { loudestLevel } from './silence.js';
import { percentile, sorted } from './statistics.js';

/** A frame recorded softer than this counts as no voice however periodic it is, in dB relative to full scale. */
const AUDIBLE_DB = -90;
/** A frame further than this below the loudest is an echo or a breath, in dB. */
const RELATIVE_DB = 35;
/**
 * A voice is never steady. The level of tones, hums and noise spreads by less than 1.5 dB, a voice's by 5.5 dB and
 * more, or 3 dB under noise at a signal-to-noise ratio of 5 dB (corpora named in the model card). In dB.
 */
const LEAST_LEVEL_SPREAD_DB = 2;
/**
 * Nor is its pitch, which no breath keeps: from one frame to the next it moves by 6 cents and more in the median, a sung
 * one too, and by 1.3 in the steadiest of bursts; notes of machines and tones by less than 0.1. In cents.
 */
const LEAST_PITCH_DRIFT = 1;

/**
 * How much voice a stretch of audio holds: the share of its frames that are voiced and loud enough, or none if its
 * level or its pitch is too steady for a voice.
 *
 * @param frames - What was left of the audio after silence was cut.
 * @param samples - Length of the audio before that, in samples at 16 kHz.
 * @returns Within [0, 1]; 0 for silence, tones, also one after the other, hums and noise.
 * @remarks Music of instruments whose tones swell or slide can pass for a voice.
 */
export function voiceActivity(frames: VoiceFrames, samples: number): number {
  const loudest = loudestLevel(frames.levelDb);
  const threshold = Math.max(AUDIBLE_DB + frames.gainDb, loudest - RELATIVE_DB);
  const levelsDb: number[] = [];
  const driftCents: number[] = [];
  let voiced = 0;
  for (let t = 0; t < frames.count; t += 1) {
    const level = frames.levelDb[t]!;
    if (level <= threshold) continue;
    levelsDb.push(level);
    const pitch = frames.pitchLog2Hz[t]!;
    if (pitch === 0) continue;
    voiced += 1;
    const before = t > 0 ? frames.pitchLog2Hz[t - 1]! : 0;
    if (before > 0) driftCents.push(1200 * Math.abs(pitch - before));
  }
  const keepsPitch = driftCents.length > 0 && percentile(sorted(driftCents), 50) < LEAST_PITCH_DRIFT;
  const isSteady = keepsPitch || spread(levelsDb) < LEAST_LEVEL_SPREAD_DB;
  return isSteady ? 0 : Math.min(1, voiced / frameCount(samples));
}

/** Standard deviation; 0 for no values. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.length === 0 ? 0 : Math.sqrt(variance);
}
