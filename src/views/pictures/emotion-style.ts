import type { Emotion } from '../../domain/emotions.js';

/** How an emotion looks, the same everywhere: in pictures, embeds and lists. */
export interface EmotionStyle {
  /** Name of the emotion as a title. */
  label: string;
  emoji: string;
  /** `#rrggbb`, at least 4.5:1 against {@link PALETTE}'s card. */
  colour: string;
}

/** Colours that stay apart for the common colour-vision deficiencies, as far as eight can. */
export const EMOTION_STYLE: Readonly<Record<Emotion, EmotionStyle>> = {
  neutral: { label: 'Neutral', emoji: '😐', colour: '#8c919c' },
  calm: { label: 'Calm', emoji: '😌', colour: '#85f8ee' },
  happy: { label: 'Happy', emoji: '😄', colour: '#fee559' },
  sad: { label: 'Sad', emoji: '😢', colour: '#5686fe' },
  angry: { label: 'Angry', emoji: '😠', colour: '#f1565b' },
  fearful: { label: 'Fearful', emoji: '😨', colour: '#c89ef0' },
  disgust: { label: 'Disgust', emoji: '🤢', colour: '#88c705' },
  surprised: { label: 'Surprised', emoji: '😲', colour: '#feb28f' },
};

/** The pictures' own ground and inks: a dark card reads on Discord's dark and light themes alike. */
export const PALETTE = {
  card: '#1c1e26',
  track: '#2b2e3a',
  /** What stands out from the card lies on this. */
  raised: '#343847',
  text: '#f4f5f8',
  quiet: '#b3b9c6',
} as const;
