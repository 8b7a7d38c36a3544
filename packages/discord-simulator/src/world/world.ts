import { ChannelType, PermissionFlagsBits } from 'discord.js';
import type { Clock } from '../clock.js';
import type { Snowflakes } from '../snowflake.js';
import type {
  Context,
  WorldApplication,
  WorldChannel,
  WorldGuild,
  WorldMember,
  WorldRole,
  WorldUser,
} from './types.js';

/** What a member may do where nothing else is said. */
export const ORDINARY_PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.EmbedLinks |
  PermissionFlagsBits.ReadMessageHistory |
  PermissionFlagsBits.UseApplicationCommands;

/** Kinds of channels, by the kind of place that they are in. */
const CHANNEL_TYPES = [ChannelType.GuildText, ChannelType.DM, ChannelType.GroupDM] as const;

/** What a guild may be told to be; the rest is made up. */
export interface NewGuild {
  id?: string;
  name?: string;
  locale?: string;
  /** The first channel. */
  channel?: { id?: string; name?: string };
  /** Whether the bot is in it. Default: it is in servers, and in no conversation. */
  withBot?: boolean;
  /** Default: a server. */
  context?: Context;
}

/** Who and what there is: guilds with their channels and members, users, and the one application. */
export class World {
  readonly guilds = new Map<string, WorldGuild>();
  readonly users = new Map<string, WorldUser>();
  /** Who has installed the application for themselves, by id. */
  readonly installers = new Set<string>();
  readonly application: WorldApplication;

  constructor(
    private readonly ids: Snowflakes,
    private readonly clock: Clock,
    { id = ids.next(), name: applicationName }: { id?: string | undefined; name: string },
  ) {
    // The bot user has the application's id, as with all applications made since 2017.
    this.application = {
      id,
      name: applicationName,
      bot: this.addUser({ id, username: applicationName, bot: true }),
      owner: this.addUser({ username: 'developer' }),
    };
  }

  addUser(given: Partial<WorldUser> = {}): WorldUser {
    const { id = this.ids.next(), bot = false, locale = 'en-US', displayName } = given;
    const username = given.username ?? `user-${id.slice(-4)}`;
    const user = { id, username, displayName: displayName ?? username, bot, locale };
    this.users.set(id, user);
    return user;
  }

  /** A guild, the bot in it unless told otherwise, with one text channel, `general` unless told otherwise. */
  addGuild({
    id = this.ids.next(),
    name = 'A server',
    locale = 'en-US',
    channel = {},
    context = 0,
    withBot = context === 0,
  }: NewGuild = {}): WorldGuild {
    const owner = this.addUser({ username: 'owner' });
    const guild: WorldGuild = {
      id,
      context,
      name,
      locale,
      ownerId: owner.id,
      channels: [],
      roles: [],
      members: new Map(),
      unavailable: false,
    };
    this.guilds.set(id, guild);
    this.addChannel(guild, channel);
    this.join(guild, owner, ORDINARY_PERMISSIONS | PermissionFlagsBits.Administrator);
    if (withBot) this.join(guild, this.application.bot, ORDINARY_PERMISSIONS);
    return guild;
  }

  addChannel(
    guild: WorldGuild,
    { id = this.ids.next(), name = 'general' }: { id?: string; name?: string },
  ): WorldChannel {
    const channel: WorldChannel = {
      id,
      guildId: guild.id,
      name,
      type: CHANNEL_TYPES[guild.context],
      grants: new Map(),
    };
    guild.channels.push(channel);
    return channel;
  }

  join(guild: WorldGuild, user: WorldUser, permissions: bigint): WorldMember {
    const joinedAt = new Date(this.clock.now()).toISOString();
    const member = guild.members.get(user.id) ?? { user, permissions, roles: [], joinedAt };
    member.permissions = permissions;
    member.roles = permissions === ORDINARY_PERMISSIONS ? [] : [this.roleOf(guild, permissions).id];
    guild.members.set(user.id, member);
    return member;
  }

  /** The role that gives such permissions, made where there is none yet. */
  private roleOf(guild: WorldGuild, permissions: bigint): WorldRole {
    const known = guild.roles.find((role) => role.permissions === permissions);
    if (known) return known;
    const role = { id: this.ids.next(), name: `role ${guild.roles.length + 1}`, permissions };
    guild.roles.push(role);
    return role;
  }

  /**
   * Who has authorised what a user does somewhere: the server that invited the bot (0 in direct messages), and the user,
   * if the application is theirs.
   */
  ownersOf(guild: WorldGuild, userId: string): Readonly<Record<string, string>> {
    const isInvited = guild.context === 1 || this.hasBot(guild);
    return {
      ...(isInvited ? { '0': guild.context === 1 ? '0' : guild.id } : {}),
      ...(this.installers.has(userId) ? { '1': userId } : {}),
    };
  }

  /** Whether the bot is in a guild, and so hears of it. */
  hasBot(guild: WorldGuild): boolean {
    return guild.members.has(this.application.bot.id);
  }

  channel(id: string): WorldChannel | undefined {
    return [...this.guilds.values()].flatMap(({ channels }) => channels).find((channel) => channel.id === id);
  }
}
