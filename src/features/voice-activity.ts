import type { VoiceFrames } from './frames.js';
import { frameCount } from './framing.js';
import { loudestLevel } from './silence.js';

/** A frame recorded softer than this counts as no voice however periodic it is, in dB relative to full scale. */
const AUDIBLE_DB = -90;
/** A frame further than this below the loudest is an echo or a breath, in dB. */
const RELATIVE_DB = 35;
/**
 * A voice is never steady. The level of tones, hums and noise spreads by less than 1.5 dB, a voice's by 5.5 dB and
 * more, or 3 dB under noise at a signal-to-noise ratio of 5 dB (corpora named in the model card). In dB.
 */
const LEAST_LEVEL_SPREAD_DB = 2;
/** Likewise the pitch: of tones and hums below 0.02, of a voice 0.25 and more, of the shortest bursts 0.05. In semitones. */
const LEAST_PITCH_SPREAD = 0.04;

/**
 * How much voice a stretch of audio holds: the share of its frames that are voiced and loud enough, or none if its
 * level or its pitch is too steady for a voice.
 *
 * @param frames - What was left of the audio after silence was cut.
 * @param samples - Length of the audio before that, in samples at 16 kHz.
 * @returns Within [0, 1]; 0 for silence, tones, hums and noise.
 * @remarks Music with a moving tune can pass for a voice.
 */
export function voiceActivity(frames: VoiceFrames, samples: number): number {
  const loudest = loudestLevel(frames.levelDb);
  const threshold = Math.max(AUDIBLE_DB + frames.gainDb, loudest - RELATIVE_DB);
  const levelsDb: number[] = [];
  const semitones: number[] = [];
  for (let t = 0; t < frames.count; t += 1) {
    const level = frames.levelDb[t]!;
    if (level <= threshold) continue;
    levelsDb.push(level);
    if (frames.pitchLog2Hz[t]! > 0) semitones.push(12 * frames.pitchLog2Hz[t]!);
  }
  const isSteady = spread(levelsDb) < LEAST_LEVEL_SPREAD_DB || spread(semitones) < LEAST_PITCH_SPREAD;
  return isSteady ? 0 : Math.min(1, semitones.length / frameCount(samples));
}

/** Standard deviation; 0 for no values. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return values.length === 0 ? 0 : Math.sqrt(variance);
}
