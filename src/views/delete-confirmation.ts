import { EmbedBuilder, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { formatBytes, formatDuration } from '../domain/format.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS } from './custom-id.js';
import { note } from './note.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';

/** Asks whether a clip is really to be removed. */
export function deleteQuestion(clip: Clip): Payload {
  const facts = [
    formatDuration(clip.audio.durationSec),
    formatBytes(clip.bytes),
    userMention(clip.uploaderId),
  ];
  const embed = new EmbedBuilder()
    .setColor(COLOURS.danger)
    .setTitle('Delete this clip?')
    .setDescription(`**${safeText(clip.name)}**\n${facts.join(' · ')}\n\nThis cannot be undone.`);
  const row = buttonRow(
    { customId: CUSTOM_IDS.confirmDelete.write({ clipRef: clip.id }), label: 'Delete', style: 'Danger' },
    { customId: CUSTOM_IDS.cancelDelete.write({}), label: 'Keep' },
  );
  return { embeds: [embed], components: [row] };
}

/** @param isPending - Whether its bytes are still there: only once they are gone it is deleted. */
export function deleted({ clip, isPending }: { clip: Clip; isPending: boolean }): Payload {
  return note(
    isPending
      ? `**${safeText(clip.name)}** is being deleted. Nobody here can play it any more; its sound goes as soon as my storage, which is away, answers again.`
      : `**${safeText(clip.name)}** is deleted. Nothing of it remains here.`,
  );
}

export function kept(): Payload {
  return note('Nothing was deleted.');
}
