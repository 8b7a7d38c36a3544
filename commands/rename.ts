import { SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { MAX_NAME_LENGTH } from '../src/domain/names.js';
import { clipCard } from '../src/views/clip-card.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { renamed, renameForm } from '../src/views/rename-form.js';

const policy = { visibility: 'private', timeoutMs: 10_000 } satisfies Policy;

/** `/rename file:<clip> name:<text>` gives a clip another name; for its uploader and for moderators. */
export const rename = {
  data: new SlashCommandBuilder()
    .setName('rename')
    .setDescription('Give a saved clip another name: your own, or any with Manage Messages')
    .addStringOption(clipOption('The clip to rename'))
    .addStringOption((option) =>
      option
        .setName('name')
        .setDescription('What to call it')
        .setRequired(true)
        .setMaxLength(MAX_NAME_LENGTH),
    ),

  place: 'server',
  policy,

  async run({ options, ...context }, { renameClip }) {
    const name = options.getString('name', true);
    return renamed(await renameClip.rename({ ...context, clipRef: readClipRef(options), name }));
  },

  autocomplete: suggestClips,

  components: [
    /** The button on the card of a clip. */
    component(CUSTOM_IDS.askName, {
      policy: { ...policy, timeoutMs: 2500, answer: 'form' },
      run: async (request, { renameClip }) => renameForm(await renameClip.check(request)),
    }),
    /** The form, which leaves the card with the new name. */
    component(CUSTOM_IDS.rename, {
      policy: { ...policy, answer: 'update' },
      async run({ entry, ...request }, { renameClip }) {
        const { clip } = await renameClip.rename({ ...request, name: entry });
        return clipCard(clip, request);
      },
    }),
  ],
} satisfies SlashCommand;
