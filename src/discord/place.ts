import {
  ApplicationIntegrationType,
  InteractionContextType,
  type BaseInteraction,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import { UserError } from '../domain/errors.js';
import type { Anywhere, Context, MessageCommand, SlashCommand } from './command.js';

const { GuildInstall, UserInstall } = ApplicationIntegrationType;
const { Guild, BotDM, PrivateChannel } = InteractionContextType;

/** Where Discord offers a command. */
const OFFERED = {
  server: { integration_types: [GuildInstall], contexts: [Guild] },
  anywhere: { integration_types: [GuildInstall, UserInstall], contexts: [Guild, BotDM, PrivateChannel] },
} as const;

/** What Discord is told of a command. @throws {Error} if it is malformed. */
export function bodyOf({
  data,
  place,
}: SlashCommand | MessageCommand): RESTPostAPIApplicationCommandsJSONBody {
  const { integration_types, contexts } = OFFERED[place];
  return { ...data.toJSON(), integration_types: [...integration_types], contexts: [...contexts] };
}

/**
 * The server that an interaction comes from, if it has invited the bot. A member who brings the bot along as an app of
 * theirs uses it on servers that know nothing of it: nothing may be kept there.
 */
export function invitingServer({
  guildId,
  authorizingIntegrationOwners: owners,
}: Pick<BaseInteraction, 'guildId' | 'authorizingIntegrationOwners'>): string | undefined {
  return guildId !== null && owners.guildId === guildId ? guildId : undefined;
}

/** @throws {UserError} `SERVER_ONLY` where no server has invited the bot. */
export function onServer<C extends Context>(context: Anywhere<C>): C {
  if (context.guildId === undefined) throw new UserError('SERVER_ONLY');
  return context as unknown as C;
}
