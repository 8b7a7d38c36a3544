import { MessageFlags, MessageType } from 'discord.js';
import type { SandboxMessage, SandboxUser } from '../../src/sandbox/protocol.js';

/** Messages as Discord's API describes them, with only what a test names. */

const EPOCH = 1_420_070_400_000n;
let increment = 0n;

/** A new id. */
export function snowflake(): string {
  increment = (increment + 1n) & 0xfffn;
  return String(((BigInt(Date.now()) - EPOCH) << 22n) | increment);
}

export const BOT = { id: '100000000000000001', name: 'Overtone' };

export function message(
  channelId: string,
  author: SandboxUser | typeof BOT,
  parts: Partial<SandboxMessage> = {},
): SandboxMessage {
  return {
    id: snowflake(),
    channel_id: channelId,
    author: {
      id: author.id,
      username: author.name.toLowerCase(),
      global_name: author.name,
      discriminator: '0',
      avatar: null,
      ...(author.id === BOT.id ? { bot: true } : {}),
    },
    content: '',
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: MessageType.Default,
    ...parts,
  };
}

/** Who used what, as the bot's answers carry it. */
export function usage(user: SandboxUser, name: string): Pick<SandboxMessage, 'interaction_metadata'> {
  const metadata = {
    id: snowflake(),
    type: 2,
    name,
    user: { id: user.id, username: user.name, global_name: user.name, discriminator: '0', avatar: null },
    authorizing_integration_owners: {},
  };
  return { interaction_metadata: metadata };
}

export function buttons(
  ...specs: { id: string; label: string; style: number }[]
): Pick<SandboxMessage, 'components'> {
  const row = {
    type: 1,
    components: specs.map(({ id, label, style }) => ({ type: 2, custom_id: id, label, style })),
  };
  return { components: [row] };
}
