import type { Detection } from '../domain/detection.js';
import type { Emotion } from '../domain/emotions.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';

/** How sure the answer is, in words; a narrow lead is said to be one. */
export function confidenceSentence({ confidence, emotion, runnerUp }: Detection): string {
  const name = (which: Emotion) => EMOTION_STYLE[which].label.toLowerCase();
  switch (confidence) {
    case 'sure':
      return `Clearly ${name(emotion)}`;
    case 'likely':
      return `Likely ${name(emotion)}, perhaps ${name(runnerUp)}`;
    case 'unsure':
      return `Unsure, between ${name(emotion)} and ${name(runnerUp)}`;
  }
}
