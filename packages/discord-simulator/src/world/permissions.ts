import { PermissionFlagsBits, PermissionsBitField } from 'discord.js';
import type { WorldChannel, WorldMember } from './types.js';

/** What a member may do in a channel, or on the server where none is named: administrators may do everything. */
export function permissionsOf({ permissions, user }: WorldMember, channel?: WorldChannel): bigint {
  const isAdministrator = (permissions & PermissionFlagsBits.Administrator) !== 0n;
  const granted = channel?.grants.get(user.id) ?? 0n;
  return isAdministrator ? PermissionsBitField.All : permissions | granted;
}

/**
 * Whether a member may use a command.
 *
 * @param needed - The command's `default_member_permissions`: null for everyone, "0" for administrators alone.
 */
export function mayUseCommand(member: WorldMember, needed: string | null): boolean {
  const has = permissionsOf(member);
  if ((has & PermissionFlagsBits.UseApplicationCommands) === 0n) return false;
  if (needed === null) return true;
  const bits = BigInt(needed);
  return bits === 0n ? (has & PermissionFlagsBits.Administrator) !== 0n : (has & bits) === bits;
}
