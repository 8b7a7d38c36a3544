import { SlashCommandBuilder } from 'discord.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { kept } from '../src/views/delete-confirmation.js';
import { forgetQuestion, forgotten, nothingKept } from '../src/views/forget-confirmation.js';

const policy = { visibility: 'private', timeoutMs: 60_000 } satisfies Policy;

/** `/forget-me` removes all that a member has uploaded to this server, after asking. */
export const forgetMe = {
  data: new SlashCommandBuilder()
    .setName('forget-me')
    .setDescription('Remove every clip that you uploaded to this server'),

  place: 'server',
  policy,

  async run(context, { forgetMember }) {
    const count = await forgetMember.count(context);
    return count === 0 ? nothingKept() : forgetQuestion(count);
  },

  components: [
    /** A button on the question, which only its asker sees; whoever clicks, it is about their own clips. */
    component(CUSTOM_IDS.confirmForget, {
      policy: { ...policy, answer: 'update' },
      run: async (context, { forgetMember }) => forgotten(await forgetMember.forget(context)),
    }),
    /** A button on the question. */
    component(CUSTOM_IDS.cancelForget, {
      policy: { ...policy, answer: 'update' },
      run: () => Promise.resolve(kept()),
    }),
  ],
} satisfies SlashCommand;
