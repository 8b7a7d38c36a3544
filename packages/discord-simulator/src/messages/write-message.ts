import { MessageFlags, type APIEmbed } from 'discord.js';
import type { Cdn } from '../cdn/cdn.js';
import { asciiFileName } from '../cdn/cdn.js';
import type { SentFile, StoredFile } from '../cdn/stored-file.js';
import type { UploadedFile } from '../http/request-body.js';
import { apiErrors } from '../rest/api-error.js';
import { numbered, type MessageBody } from './message-body.js';
import type { StoredMessage } from './stored-message.js';

/** Files of one message. */
export const MOST_FILES = 10;

/** Bits that a bot may set itself. */
const SETTABLE =
  MessageFlags.Ephemeral |
  MessageFlags.SuppressEmbeds |
  MessageFlags.SuppressNotifications |
  MessageFlags.IsComponentsV2 |
  MessageFlags.IsVoiceMessage;

interface Sent {
  body: MessageBody;
  files: readonly UploadedFile[];
}

/** Fills in a new message, or one that still says "thinking…", whose visibility stays. */
export function fillMessage(message: StoredMessage, sent: Sent, cdn: Cdn): void {
  const keptFlags = message.flags & MessageFlags.Ephemeral;
  writeMessage(message, sent, cdn);
  message.flags = keptFlags | ((sent.body.flags ?? 0) & SETTABLE & ~MessageFlags.Ephemeral);
}

/** Changes a message by what a body says; what it leaves out stays. */
export function editMessage(message: StoredMessage, sent: Sent, cdn: Cdn, at: string): void {
  const wasLoading = message.loading;
  writeMessage(message, sent, cdn);
  message.flags &= ~MessageFlags.Loading;
  message.edits += 1;
  // Filling in "thinking…" does not mark the message as edited.
  if (!wasLoading) message.editedAt = at;
}

function writeMessage(message: StoredMessage, { body, files }: Sent, cdn: Cdn): void {
  const content = body.content === undefined ? message.content : (body.content ?? '');
  const embeds = body.embeds === undefined ? message.embeds : (body.embeds ?? []);
  const components = body.components === undefined ? message.components : (body.components ?? []);
  const kept = keptFiles(message, body);
  const nothing = [embeds, components, kept, files].every(({ length }) => length === 0);
  if (content.trim() === '' && nothing) throw apiErrors.emptyMessage();
  if (kept.length + files.length > MOST_FILES) throw apiErrors.tooManyAttachments();

  const uploads = files.map((file) => ({
    sentName: file.fileName,
    stored: cdn.keep(described(file, body), message.channel.id),
  }));
  const addresses = new Map<string, string>(
    [...kept.map((stored) => ({ sentName: stored.fileName, stored })), ...uploads].flatMap(
      ({ sentName, stored }) => [
        [sentName, stored.url],
        [asciiFileName(sentName), stored.url],
      ],
    ),
  );
  message.content = content.trim();
  message.embeds = embeds.map((embed) => resolveEmbed(embed, addresses));
  message.components = numbered(components);
  message.files = [...kept, ...uploads.map(({ stored }) => stored)];
  if (body.allowed_mentions !== undefined) message.allowedMentions = body.allowed_mentions ?? undefined;
}

/** An edit that names `attachments` keeps those alone; without the field it keeps all. */
function keptFiles({ files }: StoredMessage, { attachments }: MessageBody): StoredFile[] {
  if (attachments === undefined) return files;
  const ids = new Set((attachments ?? []).map(({ id }) => String(id)));
  return files.filter(({ id }) => ids.has(id));
}

/** Puts together a file of the form and what `attachments` says of it; they share the number in `files[n]`. */
function described(file: UploadedFile, { attachments }: MessageBody): SentFile {
  const said = attachments?.find(({ id }) => String(id) === String(file.index));
  return {
    fileName: said?.filename ?? file.fileName,
    bytes: file.bytes,
    ...(file.contentType === undefined ? {} : { contentType: file.contentType }),
    ...(said?.description === undefined ? {} : { description: said.description }),
    ...(said?.duration_secs === undefined ? {} : { durationSec: said.duration_secs }),
    ...(said?.waveform === undefined ? {} : { waveform: said.waveform }),
  };
}

function resolveEmbed(embed: APIEmbed, addresses: ReadonlyMap<string, string>): APIEmbed {
  return JSON.parse(JSON.stringify(embed), (_, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('attachment://')) return value;
    return addresses.get(value.slice('attachment://'.length)) ?? value;
  }) as APIEmbed;
}
