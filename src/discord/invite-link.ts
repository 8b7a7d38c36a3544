import { OAuth2Scopes, PermissionFlagsBits, type Client } from 'discord.js';

/** The link by which someone who manages a server adds the bot to it, with all that it needs there. */
export function inviteLink(client: Client<true>): string {
  return client.generateInvite({
    scopes: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands],
    permissions: [
      PermissionFlagsBits.SendMessages,
      PermissionFlagsBits.EmbedLinks,
      PermissionFlagsBits.AttachFiles,
    ],
  });
}
