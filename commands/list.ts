import { SlashCommandBuilder } from 'discord.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { EMOTIONS, isEmotion } from '../src/domain/emotions.js';
import { UserError } from '../src/domain/errors.js';
import { cleanName } from '../src/domain/names.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { clipCard } from '../src/views/clip-card.js';
import { clipList } from '../src/views/clip-list.js';
import { EMOTION_STYLE } from '../src/views/pictures/emotion-style.js';
import { CUSTOM_IDS, cutFilter, MAX_FILTER_LENGTH, type ListState } from '../src/views/custom-id.js';

const policy = { visibility: 'public', timeoutMs: 10_000 } satisfies Policy;

/** `/list member:<user> emotion:<emotion> name:<text>` shows this server's clips, newest first, in pages. */
export const list = {
  data: new SlashCommandBuilder()
    .setName('list')
    .setDescription('Show the clips saved on this server, and act on one')
    .addUserOption((option) => option.setName('member').setDescription('Only clips of this member'))
    .addStringOption((option) =>
      option
        .setName('emotion')
        .setDescription('Only clips in which this was heard last')
        .addChoices(EMOTIONS.map((emotion) => ({ name: EMOTION_STYLE[emotion].label, value: emotion }))),
    )
    .addStringOption((option) =>
      option
        .setName('name')
        .setDescription('Only clips with this in their name')
        .setMaxLength(MAX_FILTER_LENGTH),
    ),

  place: 'server',
  policy,

  async run({ guildId, userId, options }, useCases) {
    const emotion = options.getString('emotion') ?? '';
    const name = cleanName(options.getString('name') ?? '');
    const filter = {
      uploaderId: options.getUser('member')?.id,
      ...(isEmotion(emotion) && { emotion }),
      ...(name !== undefined && { name: cutFilter(name) }),
    };
    return showPage({ guildId, readerId: userId, ...filter, page: 0 }, useCases);
  },

  components: [
    /** Turns the page. */
    component(CUSTOM_IDS.list, {
      policy: { ...policy, answer: 'update' },
      async run({ guildId, userId, readerId, uploaderId, emotion, name, page }, useCases) {
        if (readerId !== userId) throw new UserError('NOT_YOUR_LIST');
        return showPage({ guildId, readerId, uploaderId, emotion, name, page }, useCases);
      },
    }),
    /** The menu under the page, for everyone who sees it. */
    component(CUSTOM_IDS.chooseClip, {
      policy: { ...policy, visibility: 'private', answer: 'reply' },
      async run({ guildId, entry, ...reader }, { findClip }) {
        return clipCard(await findClip(guildId, entry), reader);
      },
    }),
  ],
} satisfies SlashCommand;

async function showPage(request: { guildId: string } & ListState, { listClips }: UseCases) {
  return clipList({ ...request, ...(await listClips(request)) });
}
