import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Policy, SlashCommand } from '../src/discord/command.js';
import { UserError } from '../src/domain/errors.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { ANY_MEMBER, clipList } from '../src/views/clip-list.js';

const policy = { visibility: 'public', timeoutMs: 10_000 } satisfies Policy;
const PAGE = /^\d{1,6}$/;
const MEMBER = /^\d{15,22}$/;

/** `/list member:<user>` shows this server's clips, newest first, in pages. */
export const list = {
  data: new SlashCommandBuilder()
    .setName('list')
    .setDescription('Show the clips saved on this server')
    .setContexts(InteractionContextType.Guild)
    .addUserOption((option) => option.setName('member').setDescription('Only clips of this member')),

  policy,

  async run({ guildId, userId, options }, useCases) {
    const uploaderId = options.getUser('member')?.id;
    return showPage({ guildId, readerId: userId, uploaderId, page: 0 }, useCases);
  },

  buttons: {
    /** Turns the page: `list:<reader>:<member or all>:<page>`. */
    list: {
      policy: { ...policy, answer: 'update' },
      async run({ guildId, userId, args: [readerId, member = '', page = ''] }, useCases) {
        if (readerId !== userId) throw new UserError('NOT_YOUR_LIST');
        if (!PAGE.test(page) || !(member === ANY_MEMBER || MEMBER.test(member))) {
          throw new UserError('STALE_MESSAGE');
        }
        const uploaderId = member === ANY_MEMBER ? undefined : member;
        return showPage({ guildId, readerId, uploaderId, page: Number(page) }, useCases);
      },
    },
  },
} satisfies SlashCommand;

async function showPage(
  request: { guildId: string; readerId: string; uploaderId: string | undefined; page: number },
  { listClips }: UseCases,
) {
  return clipList({ ...request, ...(await listClips(request)) });
}
