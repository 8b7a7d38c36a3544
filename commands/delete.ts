import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { clipOption, suggestClips } from '../src/discord/clip-option.js';
import type { ButtonContext, Policy, SlashCommand } from '../src/discord/command.js';
import { deleted, deleteQuestion, kept } from '../src/views/delete-confirmation.js';

const policy = { visibility: 'private', timeoutMs: 10_000 } satisfies Policy;

/** `/delete file:<clip>` removes a clip, after asking; for its uploader and for moderators. */
export const deleteCommand = {
  data: new SlashCommandBuilder()
    .setName('delete')
    .setDescription('Remove a saved clip: your own, or any with Manage Messages')
    .setContexts(InteractionContextType.Guild)
    .addStringOption(clipOption('The clip to remove')),

  policy,

  async run({ guildId, userId, mayManageMessages, options }, { deleteClip }) {
    const file = options.getString('file', true);
    return deleteQuestion(await deleteClip.check({ guildId, userId, mayManageMessages, file }));
  },

  autocomplete: suggestClips,

  buttons: {
    /** On the card of an upload: `delete:<clip id>`. */
    delete: {
      policy: { ...policy, answer: 'reply' },
      run: async (context, { deleteClip }) => deleteQuestion(await deleteClip.check(request(context))),
    },
    /** On the question: `delete-confirm:<clip id>`. */
    'delete-confirm': {
      policy: { ...policy, answer: 'update' },
      run: async (context, { deleteClip }) => deleted(await deleteClip.remove(request(context))),
    },
    /** On the question: `delete-cancel`. */
    'delete-cancel': { policy: { ...policy, answer: 'update' }, run: () => Promise.resolve(kept()) },
  },
} satisfies SlashCommand;

const request = ({ guildId, userId, mayManageMessages, args: [file = ''] }: ButtonContext) => ({
  guildId,
  userId,
  mayManageMessages,
  file,
});
