import { SlashCommandBuilder } from 'discord.js';
import type { MessageCommand, SlashCommand } from '../src/discord/command.js';
import { helpMessage } from '../src/views/help-message.js';

/**
 * `/help` says what there is, what is kept and how to remove it.
 *
 * @param commands - Those to tell of, besides itself.
 */
export const helpWith = (
  slashCommands: readonly SlashCommand[],
  messageCommands: readonly MessageCommand[],
) => {
  const described = slashCommands.map(({ data }) => data.toJSON());
  const named = messageCommands.map(({ data, description }) => ({ name: data.name, description }));
  return {
    data: new SlashCommandBuilder()
      .setName('help')
      .setDescription('What Overtone does, what it keeps, and how to remove it'),

    place: 'anywhere',
    policy: { visibility: 'private', timeoutMs: 10_000 },

    async run({ commandIds }, { rules }) {
      try {
        return helpMessage(described, named, rules, await commandIds());
      } catch (degraded) {
        // Without ids the commands are told of all the same, and are typed rather than clicked.
        return { ...helpMessage(described, named, rules), degraded };
      }
    },
  } satisfies SlashCommand;
};
