import { SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { deleted, deleteQuestion, kept } from '../src/views/delete-confirmation.js';

const policy = { visibility: 'private', timeoutMs: 10_000 } satisfies Policy;

/** `/delete file:<clip>` removes a clip, after asking; for its uploader and for moderators. */
export const deleteCommand = {
  data: new SlashCommandBuilder()
    .setName('delete')
    .setDescription('Remove a saved clip: your own, or any with Manage Messages')
    .addStringOption(clipOption('The clip to remove')),

  place: 'server',
  policy,

  async run({ guildId, userId, mayManageMessages, options }, { deleteClip }) {
    const clipRef = readClipRef(options);
    return deleteQuestion(await deleteClip.check({ guildId, userId, mayManageMessages, clipRef }));
  },

  autocomplete: suggestClips,

  components: [
    /** The button on the card of an upload. */
    component(CUSTOM_IDS.delete, {
      policy: { ...policy, answer: 'reply' },
      run: async (request, { deleteClip }) => deleteQuestion(await deleteClip.check(request)),
    }),
    /** A button on the question. */
    component(CUSTOM_IDS.confirmDelete, {
      policy: { ...policy, answer: 'update' },
      run: async (request, { deleteClip }) => deleted(await deleteClip.remove(request)),
    }),
    /** A button on the question. */
    component(CUSTOM_IDS.cancelDelete, {
      policy: { ...policy, answer: 'update' },
      run: () => Promise.resolve(kept()),
    }),
  ],
} satisfies SlashCommand;
