import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import { button, type Policy, type SlashCommand } from '../src/discord/command.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
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
    return answer({ guildId, clipRef: readClipRef(options), signal }, useCases);
  },

  autocomplete: suggestClips,

  buttons: [
    /** The button on the card of an upload. */
    button(CUSTOM_IDS.detect, { policy: { ...policy, answer: 'reply' }, run: answer }),
  ],
} satisfies SlashCommand;

async function answer(request: Parameters<UseCases['detectClip']>[0], { detectClip }: UseCases) {
  const { clip, detection } = await detectClip(request);
  return detectionMessage(detection, clip.name);
}
