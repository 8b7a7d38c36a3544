import { ApplicationCommandType, ContextMenuCommandBuilder } from 'discord.js';
import { soundCandidates } from '../src/discord/attachments.js';
import type { MessageCommand } from '../src/discord/command.js';
import { soundsAnswer } from '../src/views/sounds-answer.js';

/** The message menu "Detect emotion": listens to the sounds of a message, or of one it forwards, saving nothing. */
export const detectMessage = {
  data: new ContextMenuCommandBuilder().setName('Detect emotion').setType(ApplicationCommandType.Message),

  description: 'names the emotion in the sounds of a message, and saves nothing',
  place: 'anywhere',
  policy: { visibility: 'public', timeoutMs: 300_000, limitedAs: 'upload elsewhere' },

  async run({ guildId, userId, message, maxAnswerBytes, signal }, { detectSounds }) {
    const candidates = soundCandidates(message);
    const request = { fairnessKey: guildId ?? userId, candidates, signal };
    return soundsAnswer(await detectSounds(request), maxAnswerBytes);
  },
} satisfies MessageCommand;
