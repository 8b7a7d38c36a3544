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
  /** Those that work where it is asked: on a server that has invited the bot, or elsewhere. */
  const commandsOf = (isOnServer: boolean) => {
    const works = ({ place }: SlashCommand | MessageCommand) => isOnServer || place === 'anywhere';
    return {
      slash: slashCommands.filter(works).map(({ data }) => data.toJSON()),
      menu: messageCommands.filter(works).map(({ data, description }) => ({ name: data.name, description })),
    };
  };
  return {
    data: new SlashCommandBuilder()
      .setName('help')
      .setDescription('What Overtone does, what it keeps, and how to remove it'),

    place: 'anywhere',
    policy: { visibility: 'private', timeoutMs: 10_000 },

    async run({ guildId, commandIds }, { rules }) {
      const isOnServer = guildId !== undefined;
      const commands = commandsOf(isOnServer);
      try {
        return helpMessage(commands, rules, { isOnServer, ids: await commandIds() });
      } catch (degraded) {
        // Without ids the commands are told of all the same, and are typed rather than clicked.
        return { ...helpMessage(commands, rules, { isOnServer }), degraded };
      }
    },
  } satisfies SlashCommand;
};
