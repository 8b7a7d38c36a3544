import type { Emotion } from '../../domain/emotions.js';

/** How an emotion looks, the same everywhere: in pictures, embeds and lists. */
export interface EmotionStyle {
  /** Its name as a title. */
  label: string;
  emoji: string;
  /** `#rrggbb`, at least 4.5:1 against {@link PALETTE}'s card. */
  colour: string;
}

export const EMOTION_STYLE: Readonly<Record<Emotion, EmotionStyle>> = {
  neutral: { label: 'Neutral', emoji: '😐', colour: '#a7afbe' },
  calm: { label: 'Calm', emoji: '😌', colour: '#4ecdc4' },
  happy: { label: 'Happy', emoji: '😄', colour: '#ffd43b' },
  sad: { label: 'Sad', emoji: '😢', colour: '#5b9dff' },
  angry: { label: 'Angry', emoji: '😠', colour: '#ff6b6b' },
  fearful: { label: 'Fearful', emoji: '😨', colour: '#b794f6' },
  disgust: { label: 'Disgust', emoji: '🤢', colour: '#8bc34a' },
  surprised: { label: 'Surprised', emoji: '😲', colour: '#ff9f43' },
};

/** The pictures' own ground and inks: a dark card reads on Discord's dark and light themes alike. */
export const PALETTE = { card: '#1c1e26', track: '#2b2e3a', text: '#f4f5f8', quiet: '#b3b9c6' } as const;
