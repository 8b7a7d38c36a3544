import type { VoiceFrames } from './frames.js';
import { frameCount } from './framing.js';

/** A frame softer than this counts as no voice however periodic it is, in dB relative to full scale. */
const AUDIBLE_DB = -75;
/** A frame further than this below the loudest one is an echo or a breath, in dB. */
const RELATIVE_DB = 35;

/**
 * How much voice a stretch of audio holds: the share of its frames that are voiced and loud enough.
 *
 * @param frames - What was left of the audio after its silent ends were cut.
 * @param samples - Length of the audio before that, in samples at 16 kHz.
 * @returns Within [0, 1]; 0 for digital silence.
 */
export function voiceActivity(frames: VoiceFrames, samples: number): number {
  const loudest = frames.levelDb.reduce((best, level) => Math.max(best, level), -Infinity);
  const threshold = Math.max(AUDIBLE_DB, loudest - RELATIVE_DB);
  let active = 0;
  for (let t = 0; t < frames.count; t += 1) {
    if (frames.pitchLog2Hz[t]! > 0 && frames.levelDb[t]! > threshold) active += 1;
  }
  return Math.min(1, active / frameCount(samples));
}
