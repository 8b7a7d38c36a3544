import { EMOTIONS, ranked, toProbabilities, type Emotion, type Probabilities } from './emotions.js';

/** What was heard in one stretch of a clip. */
export interface WindowDetection {
  /** Start within the clip, in seconds. */
  startSec: number;
  /** End within the clip, in seconds; greater than `startSec`. */
  endSec: number;
  probabilities: Probabilities;
  /** The share of the window that is voiced, within [0, 1]. */
  voiceActivity: number;
}

/** How long somebody speaks in a window: its weight in the whole clip's answer. */
export function voicedSeconds({ startSec, endSec, voiceActivity }: VoicedStretch): number {
  return voiceActivity * (endSec - startSec);
}

type VoicedStretch = Pick<WindowDetection, 'startSec' | 'endSec' | 'voiceActivity'>;

/** How sure an answer is, in words that people use. */
export type Confidence = 'sure' | 'likely' | 'unsure';

/** What was heard in a whole clip. */
export interface Detection {
  /** The most probable emotion. */
  emotion: Emotion;
  /** The second most probable emotion. */
  runnerUp: Emotion;
  confidence: Confidence;
  probabilities: Probabilities;
  /** Length of the audio that was analysed, in seconds. */
  durationSec: number;
  /** See `AudioInfo.track`. */
  track?: number;
  /** See `AudioInfo.heardChannels`. */
  heardChannels?: number[];
  /** The windows in order of time; one for a clip no longer than the model's window. */
  windows: WindowDetection[];
  /** Version of the model that answered, from its metadata. */
  modelVersion: string;
}

/** Thresholds on the lead of the first emotion over the second, each within [0, 1]. They travel with the model. */
export interface ConfidenceThresholds {
  /** A lead below this is called `unsure`. */
  unsureBelow: number;
  /** A lead of at least this is called `sure`; between the two it is `likely`. */
  sureFrom: number;
}

/**
 * Says in a word how far the first emotion leads the second.
 *
 * @throws {RangeError} if a probability or a threshold is not finite (our mistake): no lead can be told from it.
 */
export function confidenceOf(probabilities: Probabilities, thresholds: ConfidenceThresholds): Confidence {
  for (const [name, value] of Object.entries({ ...probabilities, ...thresholds })) {
    if (!Number.isFinite(value)) throw new RangeError(`expected ${name} to be finite, received ${value}`);
  }
  const [first, second] = ranked(probabilities);
  const lead = first!.probability - second!.probability;
  if (lead < thresholds.unsureBelow) return 'unsure';
  return lead < thresholds.sureFrom ? 'likely' : 'sure';
}

/**
 * The probabilities of several windows as one: their mean, weighted by voiced seconds. Where none is voiced, all count
 * alike.
 *
 * @throws {RangeError} if there is no window (our mistake).
 */
export function combineWindows(
  windows: readonly (VoicedStretch & Pick<WindowDetection, 'probabilities'>)[],
): Probabilities {
  if (windows.length === 0) throw new RangeError('expected at least one window');
  const voicedSec = windows.reduce((sum, window) => sum + voicedSeconds(window), 0);
  const weights = windows.map((window) => (voicedSec > 0 ? voicedSeconds(window) : 1));
  const sums = EMOTIONS.map((emotion) =>
    windows.reduce((sum, window, i) => sum + weights[i]! * window.probabilities[emotion], 0),
  );
  // Divided by their own sum rather than by the weights', so that rounding takes none of them above 1.
  const total = sums.reduce((sum, value) => sum + value, 0);
  return toProbabilities(sums.map((value) => value / total));
}

/**
 * The course of a long clip without its flicker: each window's probabilities are averaged with its neighbours', which
 * count half, all weighted by voiced seconds.
 *
 * @param windows - In order of time. Not modified.
 */
export function smoothWindows(windows: readonly WindowDetection[]): WindowDetection[] {
  return windows.map((window, i) => {
    const before = windows[i - 1];
    const after = windows[i + 1];
    const near = [window, window, ...(before ? [before] : []), ...(after ? [after] : [])];
    return { ...window, probabilities: combineWindows(near) };
  });
}
