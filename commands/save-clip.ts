import { ApplicationCommandType, ContextMenuCommandBuilder } from 'discord.js';
import { soundCandidates } from '../src/discord/attachments.js';
import type { MessageCommand } from '../src/discord/command.js';
import { savedSounds } from '../src/views/saved-sounds.js';

/** The message menu "Save clip": saves the sounds of a message, or of one it forwards, as uploads of its author. */
export const saveClip = {
  data: new ContextMenuCommandBuilder().setName('Save clip').setType(ApplicationCommandType.Message),

  description: 'saves the sounds of your message; of any with Manage Messages',
  place: 'server',
  policy: { visibility: 'public', timeoutMs: 180_000, limitedAs: 'upload' },

  async run({ message, ...context }, { saveSounds, rules }) {
    const request = { ...context, authorId: message.author.id, candidates: soundCandidates(message) };
    return savedSounds(await saveSounds(request), rules);
  },
} satisfies MessageCommand;
