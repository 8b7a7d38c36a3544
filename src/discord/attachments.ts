import { MessageFlags, type Attachment as DiscordAttachment, type Message } from 'discord.js';
import type { Attachment } from '../usecases/ports.js';

const SOUND_ENDING = /\.(aac|aif|aiff|amr|caf|flac|m4a|mka|mkv|mov|mp3|mp4|oga|ogg|opus|wav|webm|wma)$/i;

/** A Discord attachment as the use cases take it. Nothing it says of itself is to be trusted. */
export function toAttachment({ url, name, size, contentType }: DiscordAttachment): Attachment {
  return { url, fileName: name, bytes: size, mediaType: contentType ?? 'application/octet-stream' };
}

/** The first attachment of a message that seems to have sound: what it says, what it is called, or a voice message. */
export function soundOf(message: Pick<Message, 'attachments' | 'flags'>): Attachment | undefined {
  const isVoiceMessage = message.flags.has(MessageFlags.IsVoiceMessage);
  const found = message.attachments.find(
    ({ contentType, name }) =>
      isVoiceMessage || /^(audio|video)\//.test(contentType ?? '') || SOUND_ENDING.test(name),
  );
  return found && toAttachment(found);
}
