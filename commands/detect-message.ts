import { ApplicationCommandType, ContextMenuCommandBuilder, InteractionContextType } from 'discord.js';
import { soundCandidates } from '../src/discord/attachments.js';
import type { MessageCommand } from '../src/discord/command.js';
import { soundsAnswer } from '../src/views/sounds-answer.js';

/** The message menu "Detect emotion": listens to the sounds of a message, or of one it forwards, saving nothing. */
export const detectMessage = {
  data: new ContextMenuCommandBuilder()
    .setName('Detect emotion')
    .setType(ApplicationCommandType.Message)
    .setContexts(InteractionContextType.Guild),

  policy: { visibility: 'public', timeoutMs: 300_000 },

  async run({ guildId, message, maxAnswerBytes, signal }, { detectSounds }) {
    const candidates = soundCandidates(message);
    return soundsAnswer(await detectSounds({ guildId, candidates, signal }), maxAnswerBytes);
  },
} satisfies MessageCommand;
