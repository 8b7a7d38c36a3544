import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { UserError } from '../src/domain/errors.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { clipDetectionMessage } from '../src/views/detection-message.js';
import { readLabel } from '../src/views/label-menu.js';

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

  components: [
    /** The button on the card of an upload. */
    component(CUSTOM_IDS.detect, { policy: { ...policy, answer: 'reply' }, run: answer }),
    /** The button on the card of a clip, which only its reader sees. */
    component(CUSTOM_IDS.detectPrivately, {
      policy: { ...policy, visibility: 'private', answer: 'reply' },
      run: answer,
    }),
    /** The menu under an answer, in which the clip's uploader says what they hear. */
    component(CUSTOM_IDS.label, {
      policy: { ...policy, timeoutMs: 10_000, answer: 'update' },
      async run({ entry, ...request }, { labelClip }) {
        const clip = await labelClip({ ...request, label: readLabel(entry) });
        // The menu stands under a detection, which a clip keeps.
        if (!clip.detection) throw new UserError('STALE_MESSAGE');
        return clipDetectionMessage(clip.detection, clip);
      },
    }),
  ],
} satisfies SlashCommand;

async function answer(request: Parameters<UseCases['detectClip']>[0], { detectClip }: UseCases) {
  const { clip, detection } = await detectClip(request);
  return clipDetectionMessage(detection, clip);
}
