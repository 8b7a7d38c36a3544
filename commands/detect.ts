import { SlashCommandBuilder } from 'discord.js';
import { toAttachment } from '../src/discord/attachments.js';
import { clipOption, findClipRef, suggestClips } from '../src/discord/clip-option.js';
import { component, type Policy, type SlashCommand } from '../src/discord/command.js';
import { audioOption, privateOption } from '../src/discord/options.js';
import { UserError } from '../src/domain/errors.js';
import { nameFromFile } from '../src/domain/names.js';
import type { UseCases } from '../src/usecases/use-cases.js';
import { CUSTOM_IDS } from '../src/views/custom-id.js';
import { clipDetectionMessage, detectionMessage } from '../src/views/detection-message.js';
import { readLabel } from '../src/views/label-menu.js';

const policy = {
  visibility: 'as asked',
  timeoutMs: 300_000,
  limitedAs: 'upload elsewhere',
} satisfies Policy;

/**
 * `/detect file:<clip>` names the emotion heard in a clip saved on this server, `/detect audio:<file>` in a file that is
 * not saved, wherever that is asked.
 */
export const detect = {
  data: new SlashCommandBuilder()
    .setName('detect')
    .setDescription('Name the emotion heard in a clip')
    .addStringOption(clipOption('A clip saved on this server', { isRequired: false }))
    .addAttachmentOption(audioOption('A sound of yours, which is not saved'))
    .addBooleanOption(privateOption),

  place: 'anywhere',
  policy,

  async run({ guildId, userId, options, signal }, useCases) {
    const [clipRef, audio] = [findClipRef(options), options.getAttachment('audio')];
    if ((clipRef === undefined) === (audio === null)) throw new UserError('ONE_SOUND');
    if (audio) {
      const attachment = toAttachment(audio);
      const request = { attachment, fairnessKey: guildId ?? userId, signal };
      const detection = await useCases.detectAttachment(request);
      return detectionMessage(detection, nameFromFile(attachment.fileName, attachment.title));
    }
    if (guildId === undefined) throw new UserError('SERVER_ONLY');
    return answer({ guildId, clipRef: clipRef!, signal }, useCases);
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
      policy: { visibility: 'public', timeoutMs: 10_000, answer: 'update' },
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
