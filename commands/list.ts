import { SlashCommandBuilder } from 'discord.js';
import { button, type Policy, type SlashCommand } from '../src/discord/command.js';
import { UserError } from '../src/domain/errors.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { clipList } from '../src/views/clip-list.js';
import { CUSTOM_IDS, type ListState } from '../src/views/custom-id.js';

const policy = { visibility: 'public', timeoutMs: 10_000 } satisfies Policy;

/** `/list member:<user>` shows this server's clips, newest first, in pages. */
export const list = {
  data: new SlashCommandBuilder()
    .setName('list')
    .setDescription('Show the clips saved on this server')
    .addUserOption((option) => option.setName('member').setDescription('Only clips of this member')),

  place: 'server',
  policy,

  async run({ guildId, userId, options }, useCases) {
    const uploaderId = options.getUser('member')?.id;
    return showPage({ guildId, readerId: userId, uploaderId, page: 0 }, useCases);
  },

  buttons: [
    /** Turns the page. */
    button(CUSTOM_IDS.list, {
      policy: { ...policy, answer: 'update' },
      async run({ guildId, userId, readerId, uploaderId, page }, useCases) {
        if (readerId !== userId) throw new UserError('NOT_YOUR_LIST');
        return showPage({ guildId, readerId, uploaderId, page }, useCases);
      },
    }),
  ],
} satisfies SlashCommand;

async function showPage(request: { guildId: string } & ListState, { listClips }: UseCases) {
  return clipList({ ...request, ...(await listClips(request)) });
}
