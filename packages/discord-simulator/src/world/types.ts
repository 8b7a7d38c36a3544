import type { ChannelType } from 'discord.js';

export interface WorldUser {
  readonly id: string;
  readonly username: string;
  /** Name that others are shown. */
  readonly displayName: string;
  readonly bot: boolean;
  locale: string;
}

export interface WorldChannel {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly type: ChannelType.GuildText | ChannelType.DM | ChannelType.GroupDM;
  /** What members may do in it besides what they may on the server: permission bits by user id. */
  readonly grants: Map<string, bigint>;
}

export interface WorldRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
}

export interface WorldMember {
  readonly user: WorldUser;
  /** Permissions on the whole server, as bits. */
  permissions: bigint;
  /** The roles that give them more than everyone has, by id. */
  roles: readonly string[];
  readonly joinedAt: string;
}

/** What an interaction's `context` says: a server, direct messages with the bot, or a conversation between people. */
export type Context = 0 | 1 | 2;

/** A server; or a conversation, which is kept as a server that the bot is not in. */
export interface WorldGuild {
  readonly id: string;
  readonly context: Context;
  name: string;
  readonly ownerId: string;
  readonly locale: string;
  /** The first is where members write unless told otherwise. */
  readonly channels: WorldChannel[];
  /** Roles besides the one of everyone. */
  readonly roles: WorldRole[];
  /** Members by user id. */
  readonly members: Map<string, WorldMember>;
  /** Whether Discord has an outage there. */
  unavailable: boolean;
}

export interface WorldApplication {
  readonly id: string;
  readonly name: string;
  readonly bot: WorldUser;
  readonly owner: WorldUser;
}
