import { LabelBuilder, ModalBuilder, TextInputBuilder, TextInputStyle } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { MAX_CODE_UNITS } from '../domain/names.js';
import { CUSTOM_IDS } from './custom-id.js';
import { note } from './note.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';

/** Asks for a clip's new name. */
export function renameForm({ id, name }: Clip): Payload {
  const field = new TextInputBuilder()
    .setCustomId('name')
    .setStyle(TextInputStyle.Short)
    .setValue(name)
    .setMaxLength(MAX_CODE_UNITS);
  return {
    form: new ModalBuilder()
      .setCustomId(CUSTOM_IDS.rename.write({ clipRef: id }))
      .setTitle('Rename this clip')
      .addLabelComponents(new LabelBuilder().setLabel('New name').setTextInputComponent(field)),
  };
}

/** Says that a clip has another name. */
export function renamed({ before, clip }: { before: Clip; clip: Clip }): Payload {
  return note(`**${safeText(before.name)}** is now called **${safeText(clip.name)}**.`);
}
