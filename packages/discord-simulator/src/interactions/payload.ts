import { channelJson, conversationJson, memberWithUserJson, userJson } from '../world/payloads.js';
import { permissionsOf } from '../world/permissions.js';
import type { State } from '../state.js';
import type { Interaction } from './interaction.js';

/** What INTERACTION_CREATE carries, whatever the kind. */
export function interactionJson(interaction: Interaction, data: unknown, state: State) {
  const { id, kind, guild, channel, member, source } = interaction.start;
  const permissions = permissionsOf(member, channel).toString();
  return {
    id,
    application_id: state.world.application.id,
    type: kind,
    token: interaction.token,
    version: 1,
    data,
    channel_id: channel.id,
    ...(guild.context === 0
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          channel: { ...channelJson(channel), permissions },
          member: { ...memberWithUserJson(member), permissions },
        }
      : { channel: { ...conversationJson(channel), permissions }, user: userJson(member.user) }),
    locale: member.user.locale,
    app_permissions: state.appPermissions.toString(),
    entitlements: [],
    authorizing_integration_owners: state.world.ownersOf(guild, member.user.id),
    context: guild.context,
    attachment_size_limit: state.attachmentSizeLimit,
    ...(source === undefined ? {} : { message: source.toJSON() }),
  };
}
