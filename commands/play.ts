import { SlashCommandBuilder } from 'discord.js';
import { clipOption, readClipRef, suggestClips } from '../src/discord/clip-option.js';
import type { SlashCommand } from '../src/discord/command.js';
import { playMessage } from '../src/views/play-message.js';

/** `/play file:<clip>` gives a saved clip back, to listen to. */
export const play = {
  data: new SlashCommandBuilder()
    .setName('play')
    .setDescription('Listen to a saved clip')
    .addStringOption(clipOption('The clip to play')),

  place: 'server',
  policy: { visibility: 'public', timeoutMs: 180_000, acknowledge: 'at once' },

  async run({ guildId, options, maxAnswerBytes, signal }, { playClip }) {
    const clipRef = readClipRef(options);
    return playMessage(await playClip({ guildId, clipRef, maxBytes: maxAnswerBytes, signal }));
  },

  autocomplete: suggestClips,
} satisfies SlashCommand;
