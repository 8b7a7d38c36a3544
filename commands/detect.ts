import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { clipOption, suggestClips } from '../src/discord/clip-option.js';
import type { Policy, SlashCommand } from '../src/discord/command.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { detectionMessage } from '../src/views/detection-message.js';

const policy = { visibility: 'public', timeoutMs: 300_000 } satisfies Policy;

/** `/detect file:<clip>` names the emotion heard in a clip saved on this server. */
export const detect = {
  data: new SlashCommandBuilder()
    .setName('detect')
    .setDescription('Name the emotion heard in a saved clip')
    .setContexts(InteractionContextType.Guild)
    .addStringOption(clipOption('The clip to listen to')),

  policy,

  async run({ guildId, options, signal }, useCases) {
    return answer({ guildId, file: options.getString('file', true), signal }, useCases);
  },

  autocomplete: suggestClips,

  buttons: {
    /** On the card of an upload: `detect:<clip id>`. */
    detect: {
      policy: { ...policy, answer: 'reply' },
      run: ({ guildId, args: [file = ''], signal }, useCases) => answer({ guildId, file, signal }, useCases),
    },
  },
} satisfies SlashCommand;

async function answer(request: Parameters<UseCases['detectClip']>[0], { detectClip }: UseCases) {
  const { clip, detection } = await detectClip(request);
  return detectionMessage(detection, clip.name);
}
