import { ActionRowBuilder, ButtonBuilder, ButtonStyle } from 'discord.js';

export interface ButtonSpec {
  customId: string;
  label: string;
  style?: keyof typeof ButtonStyle;
  disabled?: boolean;
}

/** One row of buttons. */
export function buttonRow(...buttons: ButtonSpec[]): ActionRowBuilder<ButtonBuilder> {
  return new ActionRowBuilder<ButtonBuilder>().addComponents(
    buttons.map(({ customId, label, style = 'Secondary', disabled = false }) =>
      new ButtonBuilder()
        .setCustomId(customId)
        .setLabel(label)
        .setStyle(ButtonStyle[style])
        .setDisabled(disabled),
    ),
  );
}
