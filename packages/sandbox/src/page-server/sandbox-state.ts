import type { DiscordServer, Member, StoredMessage } from '@overtone/discord-simulator';
import type { Sample, SandboxCommand, SandboxMessage, SandboxState } from '../protocol.js';
import { placeOf, type SandboxWorld } from '../world.js';

/** Everything that a member sees in the server where they are. */
export function sandboxState(
  member: Member,
  {
    discord,
    world,
    samples,
    attachmentSizeLimit,
  }: {
    discord: DiscordServer;
    world: SandboxWorld;
    samples: readonly Sample[];
    attachmentSizeLimit: number;
  },
): SandboxState {
  const { id, name } = discord.world.application;
  return {
    isOnline: discord.gateway.isConnected,
    application: { id, name },
    guilds: world.placesOf(member.id),
    users: world.users,
    view: { guildId: placeOf(member.guild).id, userId: member.id },
    commands: member.commands().map(commandOf),
    messages: discord
      .messages(member.channel)
      .filter((message) => message.visibleTo(member))
      .map(messageOf),
    samples,
    attachmentSizeLimit,
  };
}

/** A message as Discord's API describes it. */
export const messageOf = (message: StoredMessage) => message.toJSON() as unknown as SandboxMessage;

function commandOf({
  id,
  type,
  name,
  description,
  options,
}: ReturnType<Member['commands']>[number]): SandboxCommand {
  return {
    id,
    type: type === 3 ? 3 : 1,
    name,
    description,
    ...(options === undefined
      ? {}
      : {
          options: options.map((option) => ({
            name: option.name,
            description: option.description,
            type: option.type,
            ...(option.required === undefined ? {} : { required: option.required }),
            ...(option.autocomplete === undefined ? {} : { autocomplete: option.autocomplete }),
            ...(option.choices === undefined ? {} : { choices: option.choices }),
          })),
        }),
  };
}
