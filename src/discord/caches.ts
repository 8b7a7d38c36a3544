import { Options, type ClientOptions } from 'discord.js';

/**
 * What discord.js remembers: servers, their channels and roles, and the bot itself. It forgets what members wrote and who
 * they are with the interaction that brought it.
 */
export const makeCache: NonNullable<ClientOptions['makeCache']> = Options.cacheWithLimits({
  ...Options.DefaultMakeCacheSettings,
  MessageManager: 0,
  GuildMemberManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
  UserManager: { maxSize: 0, keepOverLimit: ({ id, client }) => id === client.user.id },
  PresenceManager: 0,
  ThreadMemberManager: 0,
  VoiceStateManager: 0,
});
