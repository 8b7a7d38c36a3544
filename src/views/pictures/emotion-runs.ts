import type { Detection, WindowDetection } from '../../domain/detection.js';
import { ranked, type Emotion } from '../../domain/emotions.js';

/** A stretch of a clip throughout which one emotion leads. */
export interface EmotionRun {
  emotion: Emotion;
  startSec: number;
  endSec: number;
}

/** The middle of a window, in seconds from the start of the clip. */
export const midpoint = ({ startSec, endSec }: Pick<WindowDetection, 'startSec' | 'endSec'>) =>
  (startSec + endSec) / 2;

/**
 * The leading emotions in order of time, neighbours that agree made one. One gives way to the
 * next halfway between them, so that the runs tile the clip from 0 to its end.
 */
export function emotionRuns({
  windows,
  durationSec,
}: Pick<Detection, 'windows' | 'durationSec'>): EmotionRun[] {
  const runs: EmotionRun[] = [];
  for (const [i, window] of windows.entries()) {
    const emotion = ranked(window.probabilities)[0]!.emotion;
    const next = windows[i + 1];
    const endSec = next ? (window.endSec + next.startSec) / 2 : durationSec;
    const last = runs.at(-1);
    if (last?.emotion === emotion) last.endSec = endSec;
    else runs.push({ emotion, startSec: last?.endSec ?? 0, endSec });
  }
  return runs;
}
