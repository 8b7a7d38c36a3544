import type { Detection } from '../../domain/detection.js';
import { EMOTIONS, type Probabilities } from '../../domain/emotions.js';

/** A weighted mean of windows, or a sum of float32 values, may stray this far beyond 0 and 1. */
const TOLERANCE = 1e-3;

/** @throws {RangeError} if a probability is not within [0, 1], rounding aside (our mistake). */
export function checkProbabilities(probabilities: Probabilities): void {
  for (const emotion of EMOTIONS) {
    const value = probabilities[emotion];
    if (!(value >= -TOLERANCE && value <= 1 + TOLERANCE)) {
      throw new RangeError(`expected the probability of ${emotion} within [0, 1], received ${value}`);
    }
  }
}

/** @throws {RangeError} if there is no window, or one whose probabilities are none (our mistake). */
export function checkWindows({ windows }: Pick<Detection, 'windows'>): void {
  if (windows.length === 0) throw new RangeError('expected at least one window');
  for (const { probabilities } of windows) checkProbabilities(probabilities);
}
