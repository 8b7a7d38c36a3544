import { ORDINARY_PERMISSIONS } from './world.js';
import type {
  WorldApplication,
  WorldChannel,
  WorldGuild,
  WorldMember,
  WorldRole,
  WorldUser,
} from './types.js';

/** What the world looks like on the wire. */

export const userJson = ({ id, username, displayName, bot }: WorldUser) => ({
  id,
  username,
  discriminator: bot ? '0001' : '0',
  global_name: bot ? null : displayName,
  avatar: null,
  banner: null,
  accent_color: null,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
  avatar_decoration_data: null,
  collectibles: null,
  clan: null,
  ...(bot ? { bot: true } : {}),
});

export const memberJson = ({ joinedAt, roles }: WorldMember) => ({
  nick: null,
  avatar: null,
  banner: null,
  avatar_decoration_data: null,
  collectibles: null,
  roles,
  joined_at: joinedAt,
  premium_since: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0,
});

export const memberWithUserJson = (member: WorldMember) => ({
  ...memberJson(member),
  user: userJson(member.user),
});

export const channelJson = ({ id, guildId, name, type, grants }: WorldChannel, position = 0) => ({
  id,
  guild_id: guildId,
  name,
  type,
  position,
  permission_overwrites: [...grants].map(([user, bits]) => ({
    id: user,
    type: 1,
    allow: bits.toString(),
    deny: '0',
  })),
  parent_id: null,
  last_message_id: null,
  flags: 0,
  nsfw: false,
  topic: null,
  rate_limit_per_user: 0,
});

/** A channel outside servers. */
export const conversationJson = ({ id, type }: WorldChannel) => ({
  id,
  type,
  last_message_id: null,
  flags: 0,
});

export const unavailableGuildJson = ({ id }: WorldGuild) => ({ id, unavailable: true });

export const guildJson = (guild: WorldGuild) => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  splash: null,
  discovery_splash: null,
  owner_id: guild.ownerId,
  afk_channel_id: null,
  afk_timeout: 300,
  verification_level: 1,
  default_message_notifications: 1,
  explicit_content_filter: 0,
  roles: [everyoneJson(guild), ...guild.roles.map(roleJson)],
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  preferred_locale: guild.locale,
  nsfw_level: 0,
  max_members: 500_000,
  // What only GUILD_CREATE carries.
  joined_at: guild.members.values().next().value?.joinedAt ?? new Date(0).toISOString(),
  large: false,
  unavailable: false,
  member_count: guild.members.size,
  members: [...guild.members.values()].filter(({ user }) => user.bot).map(memberWithUserJson),
  channels: guild.channels.map(channelJson),
  threads: [],
  presences: [],
  voice_states: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
});

const everyoneJson = ({ id }: WorldGuild) =>
  roleJson({ id, name: '@everyone', permissions: ORDINARY_PERMISSIONS });

export const roleJson = ({ id, name, permissions }: WorldRole) => ({
  id,
  name,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position: 0,
  permissions: permissions.toString(),
  managed: false,
  mentionable: false,
  flags: 0,
});

export const applicationJson = ({ id, name, bot, owner }: WorldApplication) => ({
  id,
  name,
  icon: null,
  description: '',
  summary: '',
  type: null,
  bot_public: true,
  bot_require_code_grant: false,
  verify_key: '0'.repeat(64),
  flags: 0,
  flags_new: '0',
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  eligible_oauth2_scopes: [],
  hook: true,
  is_monetized: false,
  is_verified: false,
  is_discoverable: false,
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  approximate_guild_count: 1,
  approximate_user_install_count: 0,
  owner: userJson(owner),
  team: null,
  bot: userJson(bot),
});
