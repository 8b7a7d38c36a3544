import { EmbedBuilder, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { mayChange, type Requester } from '../domain/clip-permission.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS } from './custom-id.js';
import { detectionBadge, labelWords } from './emotion-words.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';

/** One clip and what its reader may do with it; for that reader alone. */
export function clipCard(clip: Clip, reader: Requester): Payload {
  const { id: clipRef, name, audio, bytes, uploaderId, detection, label } = clip;
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setAuthor({ name: 'Clip' })
    .setTitle(safeText(name))
    .addFields(
      { name: 'Duration', value: formatDuration(audio.durationSec), inline: true },
      { name: 'Size', value: formatBytes(bytes), inline: true },
      { name: 'Uploaded by', value: userMention(uploaderId), inline: true },
      ...(detection ? [{ name: 'Last heard', value: detectionBadge(detection), inline: true }] : []),
      ...(label ? [{ name: 'Its uploader hears', value: labelWords(label), inline: true }] : []),
    );
  const row = buttonRow(
    { customId: CUSTOM_IDS.detectPrivately.write({ clipRef }), label: 'Detect', style: 'Primary' },
    { customId: CUSTOM_IDS.play.write({ clipRef }), label: 'Play' },
    ...(mayChange(clip, reader)
      ? [
          { customId: CUSTOM_IDS.askName.write({ clipRef }), label: 'Rename' },
          { customId: CUSTOM_IDS.delete.write({ clipRef }), label: 'Delete' },
        ]
      : []),
  );
  return { embeds: [embed], components: [row] };
}
