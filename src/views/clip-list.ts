import { EmbedBuilder, time, TimestampStyles, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { formatDuration } from '../domain/format.js';
import { buttonRow } from './buttons.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS, type ListState } from './custom-id.js';
import type { Payload } from './payload.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';
import { safeText } from './safe-text.js';

export interface ClipListView extends ListState {
  clips: readonly Clip[];
  pages: number;
  total: number;
}

/** One page of a server's clips, with buttons to turn where there are more. */
export function clipList(view: ClipListView): Payload {
  const { clips, page, pages, total, uploaderId } = view;
  if (total === 0) return emptyList(uploaderId);
  const whose = uploaderId === undefined ? '' : ` of ${userMention(uploaderId)}`;
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Clips')
    .setDescription(`${total} clip${total === 1 ? '' : 's'}${whose}\n\n${clips.map(line).join('\n')}`);
  if (pages === 1) return { embeds: [embed], components: [] };
  embed.setFooter({ text: `Page ${page + 1} of ${pages}` });
  return { embeds: [embed], components: [turnButtons(view)] };
}

function emptyList(uploaderId: string | undefined): Payload {
  const text =
    uploaderId === undefined
      ? 'No clips here yet. Add one with `/upload`.'
      : `No clips of ${userMention(uploaderId)} here. Leave out \`member\` to see everyone's.`;
  return {
    embeds: [new EmbedBuilder().setColor(COLOURS.neutral).setTitle('Clips').setDescription(text)],
    components: [],
  };
}

function line({ name, audio, uploaderId, uploadedAt, detection }: Clip): string {
  const when = time(Math.floor(uploadedAt / 1000), TimestampStyles.RelativeTime);
  const style = detection && EMOTION_STYLE[detection.emotion];
  const emotion = style ? ` · ${style.emoji} ${style.label}` : '';
  const duration = formatDuration(audio.durationSec);
  return `**${safeText(name)}**${emotion}\n${duration} · ${userMention(uploaderId)} · ${when}`;
}

function turnButtons({ page, pages, readerId, uploaderId }: ClipListView) {
  const to = (target: number) => CUSTOM_IDS.list.write({ readerId, uploaderId, page: target });
  return buttonRow(
    { customId: to(page - 1), label: 'Newer', disabled: page === 0 },
    { customId: to(page + 1), label: 'Older', disabled: page === pages - 1 },
  );
}
