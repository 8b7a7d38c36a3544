import { ApplicationCommandType, type BaseInteraction, type Client } from 'discord.js';

/**
 * Ids of the slash commands as Discord has them, by name: those of a server go before those of all servers.
 *
 * @param guildId - A server that has invited the bot.
 */
export async function publishedIds(
  { application }: Client<true>,
  guildId: BaseInteraction['guildId'] | undefined,
): Promise<ReadonlyMap<string, string>> {
  const scopes = [{}, ...(guildId ? [{ guildId }] : [])];
  const published = await Promise.all(scopes.map((scope) => application.commands.fetch(scope)));
  return new Map(
    published
      .flatMap((commands) => [...commands.values()])
      .filter(({ type }) => type === ApplicationCommandType.ChatInput)
      .map(({ name, id }) => [name, id]),
  );
}
