import type { ChannelType } from 'discord.js';

export interface WorldUser {
  readonly id: string;
  readonly username: string;
  /** As shown to others. */
  readonly displayName: string;
  readonly bot: boolean;
  locale: string;
}

export interface WorldChannel {
  readonly id: string;
  readonly guildId: string;
  readonly name: string;
  readonly type: ChannelType.GuildText;
}

export interface WorldMember {
  readonly user: WorldUser;
  permissions: bigint;
  readonly joinedAt: string;
}

export interface WorldGuild {
  readonly id: string;
  name: string;
  readonly ownerId: string;
  readonly locale: string;
  /** The first is where members write unless told otherwise. */
  readonly channels: WorldChannel[];
  /** By user id. */
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
