import { EmbedBuilder, time, TimestampStyles, userMention } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { formatDuration } from '../domain/format.js';
import { buttonRow } from './buttons.js';
import { clipChoices } from './choices.js';
import { COLOURS } from './colours.js';
import { CUSTOM_IDS, type ListState } from './custom-id.js';
import { detectionBadge, detectionWords } from './emotion-words.js';
import type { Payload } from './payload.js';
import { EMOTION_STYLE } from './pictures/emotion-style.js';
import { safeText } from './safe-text.js';
import { selectMenu } from './select-menu.js';

export interface ClipListView extends ListState {
  clips: readonly Clip[];
  pages: number;
  total: number;
}

/** One page of a server's clips, with buttons to turn where there are more. */
export function clipList(view: ClipListView): Payload {
  const { clips, page, pages, total } = view;
  if (total === 0) return emptyList(view);
  const embed = new EmbedBuilder()
    .setColor(COLOURS.neutral)
    .setTitle('Clips')
    .setDescription(
      `${total} clip${total === 1 ? '' : 's'}${filterWords(view)}\n\n${clips.map(line).join('\n')}`,
    );
  // All of a page may have been removed while it was read, and Discord takes no menu without a choice.
  const menu = clips.length > 0 ? [clipMenu(clips)] : [];
  if (pages === 1) return { embeds: [embed], components: menu };
  embed.setFooter({ text: `Page ${page + 1} of ${pages}` });
  return { embeds: [embed], components: [...menu, turnButtons(view)] };
}

/** Which clips are listed, where not all are. */
function filterWords({ uploaderId, emotion, name }: ListState): string {
  const words = [
    uploaderId === undefined ? '' : ` of ${userMention(uploaderId)}`,
    emotion === undefined ? '' : ` last heard as ${EMOTION_STYLE[emotion].label.toLowerCase()}`,
    name === undefined ? '' : ` with “${safeText(name)}” in the name`,
  ];
  return words.join('');
}

function emptyList(view: ListState): Payload {
  const filters = (['member', 'emotion', 'name'] as const).filter(
    (option) => view[option === 'member' ? 'uploaderId' : option] !== undefined,
  );
  const text =
    filters.length === 0
      ? 'No clips here yet. Add one with `/upload`.'
      : `No clips${filterWords(view)} here. Leave out ${filters.map((each) => `\`${each}\``).join(' or ')} to see more.`;
  return {
    embeds: [new EmbedBuilder().setColor(COLOURS.neutral).setTitle('Clips').setDescription(text)],
    components: [],
  };
}

/** The clips of the page, to choose one and then what to do with it. */
function clipMenu(clips: readonly Clip[]) {
  const options = clipChoices(clips).map(({ name, value }, i) => {
    const { audio, detection } = clips[i]!;
    const facts = [formatDuration(audio.durationSec), ...(detection ? [detectionWords(detection)] : [])];
    return { label: name, value, description: facts.join(' · ') };
  });
  return selectMenu({ customId: CUSTOM_IDS.chooseClip.write({}), placeholder: 'Choose a clip…', options });
}

function line({ name, audio, uploaderId, uploadedAt, detection }: Clip): string {
  const when = time(Math.floor(uploadedAt / 1000), TimestampStyles.RelativeTime);
  const emotion = detection ? ` · ${detectionBadge(detection)}` : '';
  const duration = formatDuration(audio.durationSec);
  return `**${safeText(name)}**${emotion}\n${duration} · ${userMention(uploaderId)} · ${when}`;
}

function turnButtons({ page, pages, ...state }: ClipListView) {
  const to = (target: number) => CUSTOM_IDS.list.write({ ...state, page: target });
  return buttonRow(
    { customId: to(page - 1), label: 'Newer', disabled: page === 0 },
    { customId: to(page + 1), label: 'Older', disabled: page === pages - 1 },
  );
}
