import { SlashCommandBuilder } from 'discord.js';
import { MAX_NAME_LENGTH } from '../src/domain/names.js';
import type { SlashCommand } from '../src/discord/command.js';
import { audioOption } from '../src/discord/options.js';
import { toAttachment } from '../src/discord/attachments.js';
import { uploadCard } from '../src/views/upload-card.js';

/** `/upload audio:<file> name:<text>` saves a sound file on this server. */
export const upload = {
  data: new SlashCommandBuilder()
    .setName('upload')
    .setDescription('Save a clip of a voice on this server')
    .addAttachmentOption((option) =>
      audioOption('A sound file, or a video with sound')(option).setRequired(true),
    )
    .addStringOption((option) =>
      option
        .setName('name')
        .setDescription('What to call it; the file name if left out')
        .setMaxLength(MAX_NAME_LENGTH),
    ),

  place: 'server',
  policy: { visibility: 'public', timeoutMs: 180_000, limitedAs: 'upload' },

  async run({ guildId, userId, options, signal, onCommit }, { uploadClip, rules }) {
    const attachment = toAttachment(options.getAttachment('audio', true));
    const name = options.getString('name') ?? undefined;
    const clip = await uploadClip({ guildId, uploaderId: userId, attachment, name, signal, onCommit });
    return uploadCard(clip, rules);
  },
} satisfies SlashCommand;
