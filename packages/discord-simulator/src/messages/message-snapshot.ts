import type { APIEmbed } from 'discord.js';
import { attachmentJson, type StoredFile } from '../cdn/stored-file.js';
import type { ComponentJson } from './message-body.js';
import type { StoredMessage } from './stored-message.js';

/** What a forward shows of another message: all but who wrote it, as it was when it was forwarded. */
export interface MessageSnapshot {
  /** Where that message is, be it in a server that the bot is not in. */
  reference: { guildId: string; channelId: string; messageId: string };
  type: number;
  content: string;
  embeds: APIEmbed[];
  components: ComponentJson[];
  /** The message's flags, that of voice messages among them. */
  flags: number;
  /** Copies: they outlast the message. */
  files: StoredFile[];
  sentAt: string;
  editedAt: string | null;
}

/** @param copy - Copies a file for the forward. Forwarding a forward shows what that one shows. */
export function takeSnapshot(
  message: StoredMessage,
  copy: (file: StoredFile) => StoredFile,
): MessageSnapshot {
  const { id, channel } = message;
  const { type, content, embeds, components, flags, sentAt, editedAt } = message.snapshot ?? message;
  const files = message.snapshot?.files ?? message.attachments;
  return {
    reference: { guildId: channel.guildId, channelId: channel.id, messageId: id },
    type,
    content,
    embeds: structuredClone(embeds),
    components: structuredClone(components),
    flags,
    files: files.map(copy),
    sentAt,
    editedAt,
  };
}

/** What a forwarding message carries on the wire. */
export function snapshotJson({ reference, files, sentAt, editedAt, ...shown }: MessageSnapshot) {
  return {
    message_reference: {
      type: 1,
      guild_id: reference.guildId,
      channel_id: reference.channelId,
      message_id: reference.messageId,
    },
    message_snapshots: [
      {
        message: {
          ...shown,
          timestamp: sentAt,
          edited_timestamp: editedAt,
          mentions: [],
          mention_roles: [],
          attachments: files.map(attachmentJson),
          embeds: shown.embeds.map((embed) => ({ type: 'rich', ...embed })),
        },
      },
    ],
  };
}
