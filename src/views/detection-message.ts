import { AttachmentBuilder, EmbedBuilder } from 'discord.js';
import type { Detection } from '../domain/detection.js';
import { ranked, type Emotion } from '../domain/emotions.js';
import { formatDuration, formatPercent } from '../domain/format.js';
import type { Payload } from './payload.js';
import { detectionPicture } from './pictures/detection-picture.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';
import type { Picture } from './pictures/picture.js';
import { timelinePicture } from './pictures/timeline-picture.js';

/**
 * The answer to a detection: the emotion as title, how sure it is, all eight probabilities as text and as a
 * picture, and for a clip longer than one window a timeline.
 *
 * @param source - Name of what was listened to.
 */
export async function detectionMessage(detection: Detection, source: string): Promise<Payload> {
  const { emotion, durationSec, windows } = detection;
  const { label, colour } = EMOTION_STYLE[emotion];
  const bars = await detectionPicture(detection);
  const card = new EmbedBuilder()
    .setColor(Number.parseInt(colour.slice(1), 16))
    .setTitle(label)
    .setDescription(`${confidenceSentence(detection)}\n\n${probabilityLines(detection)}`)
    .setImage(`attachment://${bars.fileName}`)
    .setFooter({ text: `${formatDuration(durationSec)} analysed` })
    .setAuthor({ name: source });
  if (windows.length < 2) return { embeds: [card], files: [attachment(bars)] };

  const timeline = await timelinePicture(detection);
  const overTime = new EmbedBuilder()
    .setColor(Number.parseInt(colour.slice(1), 16))
    .setDescription('Over time')
    .setImage(`attachment://${timeline.fileName}`);
  return { embeds: [card, overTime], files: [attachment(bars), attachment(timeline)] };
}

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

function probabilityLines({ probabilities }: Detection): string {
  return ranked(probabilities)
    .map(({ emotion, probability }) => {
      const { emoji, label } = EMOTION_STYLE[emotion];
      return `${emoji} ${label} ${formatPercent(probability)}`;
    })
    .join('\n');
}

function attachment({ fileName, png, altText }: Picture): AttachmentBuilder {
  return new AttachmentBuilder(png, { name: fileName, description: altText });
}
