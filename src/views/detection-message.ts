import { AttachmentBuilder, EmbedBuilder } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import type { Detection } from '../domain/detection.js';
import { ranked } from '../domain/emotions.js';
import { formatDuration, formatPercent } from '../domain/format.js';
import { formatTrack } from './audio-format.js';
import { confidenceSentence } from './confidence.js';
import { labelWords } from './emotion-words.js';
import { labelMenu } from './label-menu.js';
import type { Payload } from './payload.js';
import { detectionPicture } from './pictures/detection-picture.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';
import type { Picture } from './pictures/picture.js';
import { timelinePicture } from './pictures/timeline-picture.js';

/** The functions that draw. */
export const PICTURES = { detectionPicture, timelinePicture };

/** The answer to a detection of a saved clip: with what its uploader hears, or where to say it. */
export async function clipDetectionMessage(detection: Detection, clip: Clip): Promise<Payload> {
  const message = await detectionMessage(detection, clip.name);
  if (clip.label) {
    message.embeds[0]?.addFields({ name: 'Its uploader hears', value: labelWords(clip.label) });
  }
  return { ...message, components: [labelMenu(clip)] };
}

/**
 * The answer to a detection: the emotion as title, how sure it is in words, a picture of all eight, and for a clip
 * longer than one window a timeline. Where no picture can be drawn, the eight are listed as text.
 *
 * @param source - Name of what was listened to.
 */
export async function detectionMessage(
  detection: Detection,
  source: string,
  pictures = PICTURES,
): Promise<Payload & { embeds: EmbedBuilder[] }> {
  try {
    const bars = await pictures.detectionPicture(detection);
    const shown = card(detection, source).setImage(`attachment://${bars.fileName}`);
    if (detection.windows.length < 2) return { embeds: [shown], files: [attachment(bars)] };

    const timeline = await pictures.timelinePicture(detection);
    const overTime = new EmbedBuilder()
      .setColor(colourOf(detection))
      .setTitle('Over time')
      .setImage(`attachment://${timeline.fileName}`);
    return { embeds: [shown, overTime], files: [attachment(bars), attachment(timeline)] };
  } catch (degraded) {
    return { embeds: [cardInWords(detection, source)], degraded };
  }
}

/** The answer to a detection without any picture. */
export function cardInWords(detection: Detection, source: string): EmbedBuilder {
  const words = `${confidenceSentence(detection)}.\n\n${probabilityLines(detection)}`;
  return card(detection, source).setDescription(words);
}

function card(detection: Detection, source: string): EmbedBuilder {
  return new EmbedBuilder()
    .setColor(colourOf(detection))
    .setAuthor({ name: source })
    .setTitle(EMOTION_STYLE[detection.emotion].label)
    .setDescription(`${confidenceSentence(detection)}.`)
    .setFooter({ text: analysed(detection) });
}

/** Tells the track where a player would choose another one. */
function analysed({ durationSec, track }: Detection): string {
  const length = `${formatDuration(durationSec)} analysed`;
  return track === undefined ? length : `${length}, on ${formatTrack(track)}`;
}

const colourOf = ({ emotion }: Detection) => Number.parseInt(EMOTION_STYLE[emotion].colour.slice(1), 16);

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
