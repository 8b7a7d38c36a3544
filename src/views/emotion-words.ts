import type { Label } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';

/** What was heard, and how sure that is: for a line among others. */
export const detectionWords = ({ emotion, confidence }: Pick<Detection, 'emotion' | 'confidence'>) =>
  `${EMOTION_STYLE[emotion].label}, ${confidence}`;

/** The same with its emoji. */
export const detectionBadge = (detection: Pick<Detection, 'emotion' | 'confidence'>) =>
  `${EMOTION_STYLE[detection.emotion].emoji} ${detectionWords(detection)}`;

/** What an uploader says they hear. */
export const labelWords = (label: Label) =>
  label === 'none' ? 'No emotion' : `${EMOTION_STYLE[label].emoji} ${EMOTION_STYLE[label].label}`;
