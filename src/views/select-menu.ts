import { ActionRowBuilder, StringSelectMenuBuilder, type SelectMenuComponentOptionData } from 'discord.js';

/** A row with a menu in which one choice is made. */
export function selectMenu(spec: {
  customId: string;
  placeholder: string;
  options: readonly SelectMenuComponentOptionData[];
}): ActionRowBuilder<StringSelectMenuBuilder> {
  const { customId, placeholder, options } = spec;
  return new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(
    new StringSelectMenuBuilder()
      .setCustomId(customId)
      .setPlaceholder(placeholder)
      .addOptions([...options]),
  );
}
