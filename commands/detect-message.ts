import { ApplicationCommandType, ContextMenuCommandBuilder, InteractionContextType } from 'discord.js';
import { soundOf } from '../src/discord/attachments.js';
import { UserError } from '../src/domain/errors.js';
import { nameFromFile } from '../src/domain/names.js';
import type { MessageCommand } from '../src/discord/command.js';
import { detectionMessage } from '../src/views/detection-message.js';

/** The message menu "Detect emotion": listens to a message's sound file or voice message, saving nothing. */
export const detectMessage = {
  data: new ContextMenuCommandBuilder()
    .setName('Detect emotion')
    .setType(ApplicationCommandType.Message)
    .setContexts(InteractionContextType.Guild),

  policy: { visibility: 'public', timeoutMs: 300_000 },

  async run({ guildId, message, signal }, { detectAttachment }) {
    const attachment = soundOf(message);
    if (!attachment) throw new UserError('NO_AUDIO_IN_MESSAGE');
    const detection = await detectAttachment({ guildId, attachment, signal });
    return detectionMessage(detection, nameFromFile(attachment.fileName));
  },
} satisfies MessageCommand;
