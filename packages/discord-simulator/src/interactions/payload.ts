import { channelJson, memberWithUserJson } from '../world/payloads.js';
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
    guild_id: guild.id,
    guild: { id: guild.id, locale: guild.locale, features: [] },
    channel_id: channel.id,
    channel: { ...channelJson(channel), permissions },
    member: { ...memberWithUserJson(member), permissions },
    locale: member.user.locale,
    guild_locale: guild.locale,
    app_permissions: state.appPermissions.toString(),
    entitlements: [],
    authorizing_integration_owners: { '0': guild.id },
    context: 0,
    attachment_size_limit: state.attachmentSizeLimit,
    ...(source === undefined ? {} : { message: source.toJSON() }),
  };
}
