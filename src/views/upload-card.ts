import { EmbedBuilder, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import type { Rules } from '../domain/limits.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import { formatAudio } from './audio-format.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS } from './custom-id.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';

/** Said where whoever runs the bot may take labelled clips. */
export const EXPORT_NOTE =
  'If its uploader says what they hear in it, the clip may be used to train a model. Who does not want that says nothing.';

/** The answer to an upload: what was saved, and what can be done with it. */
export function uploadCard(clip: Clip, { allowsLabelExport }: Pick<Rules, 'allowsLabelExport'>): Payload {
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setAuthor({ name: 'Clip saved' })
    .setTitle(safeText(clip.name))
    .addFields(
      { name: 'Duration', value: formatDuration(clip.audio.durationSec), inline: true },
      { name: 'Size', value: formatBytes(clip.bytes), inline: true },
      { name: 'Uploaded by', value: userMention(clip.uploaderId), inline: true },
      { name: 'Format', value: formatAudio(clip.audio) },
    );
  if (allowsLabelExport) embed.setFooter({ text: EXPORT_NOTE });
  const row = buttonRow(
    { customId: CUSTOM_IDS.detect.write({ clipRef: clip.id }), label: 'Detect', style: 'Primary' },
    { customId: CUSTOM_IDS.delete.write({ clipRef: clip.id }), label: 'Delete' },
  );
  return { embeds: [embed], components: [row] };
}
