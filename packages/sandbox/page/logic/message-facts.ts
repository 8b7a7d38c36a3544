import type { APIAttachment, APIEmbed } from 'discord.js';
import type { SandboxMessage } from '../../src/protocol.js';

const EPHEMERAL = 64;
const LOADING = 128;
const VOICE = 8192;
/** Type of a message that answers a command of a message's menu. */
const MENU_ANSWER = 23;

const has = (flag: number) => (message: SandboxMessage) => ((message.flags ?? 0) & flag) !== 0;

/** Whether only the reader sees a message. */
export const isEphemeral = has(EPHEMERAL);

/** Whether a message says that the bot is "thinking…". */
export const isThinking = has(LOADING);

export const isVoiceMessage = has(VOICE);

const SOUND_ENDING = /\.(aac|aiff?|amr|flac|m4a|mka|mp3|oga|ogg|opus|wav|weba|wma)$/i;
const PICTURE_ENDING = /\.(gif|jpe?g|png|webp)$/i;

export const isSoundFile = ({ content_type, filename }: APIAttachment) =>
  (content_type ?? '').startsWith('audio/') || SOUND_ENDING.test(filename);

export const isPicture = ({ content_type, filename }: APIAttachment) =>
  (content_type ?? '').startsWith('image/') || PICTURE_ENDING.test(filename);

/** Whether a message holds something to listen to: only there the menu offers the bot's commands. */
export function hasSound(message: SandboxMessage): boolean {
  return message.attachments.some(
    (attachment) =>
      isVoiceMessage(message) ||
      isSoundFile(attachment) ||
      (attachment.content_type ?? '').startsWith('video/'),
  );
}

/** A picture as the page shows it. */
export interface PictureFacts {
  url: string;
  alt: string;
  width?: number | undefined;
  height?: number | undefined;
}

/** An embed's picture, with the words of the file it came from. */
export function embedPicture(
  { image, title, author, description }: APIEmbed,
  attachments: readonly APIAttachment[],
): PictureFacts | undefined {
  if (!image) return undefined;
  const file = attachments.find((attachment) => shows(image.url, attachment));
  const url = file?.url ?? image.url;
  const words = [title, author?.name].filter((text) => text !== undefined).join(', ');
  return {
    url,
    alt: file?.description ?? image.description ?? (words || description?.split('\n')[0]) ?? 'Picture',
    width: image.width ?? file?.width ?? undefined,
    height: image.height ?? file?.height ?? undefined,
  };
}

/** The attachments that no embed shows. */
export function looseAttachments({ attachments, embeds }: SandboxMessage): readonly APIAttachment[] {
  return attachments.filter(
    (attachment) => !embeds.some(({ image }) => image !== undefined && shows(image.url, attachment)),
  );
}

const shows = (url: string, { url: fileUrl, filename }: APIAttachment) =>
  url === fileUrl || url === `attachment://${filename}`;

/** Who used which command, where a message answers one. */
export interface Usage {
  userId: string;
  userName: string;
  /** `/name`, or the name of a menu's command; undefined for a component. */
  command: string | undefined;
  /** The message whose component or menu was used. */
  messageId: string | undefined;
}

export function usageOf(message: SandboxMessage): Usage | undefined {
  const metadata = message.interaction_metadata;
  if (!metadata) return undefined;
  const name = 'name' in metadata && typeof metadata.name === 'string' ? metadata.name : undefined;
  const type: number = message.type;
  const isMenu = type === MENU_ANSWER || (name?.includes(' ') ?? false);
  const messageId =
    'interacted_message_id' in metadata
      ? metadata.interacted_message_id
      : 'target_message_id' in metadata
        ? metadata.target_message_id
        : undefined;
  const { id, global_name, username } = metadata.user;
  return {
    userId: id,
    userName: global_name ?? username,
    command: name === undefined ? undefined : isMenu ? name : `/${name}`,
    messageId,
  };
}

/** A message in a few words, for who refers to it. */
export function summaryOf(message: SandboxMessage): string {
  if (isVoiceMessage(message)) return 'Voice message';
  const [embed] = message.embeds;
  const text = message.content || (embed?.title ?? embed?.author?.name ?? embed?.description);
  return text?.split('\n')[0] ?? message.attachments[0]?.filename ?? 'a message';
}

/** Messages of one author within this time stand together. */
const TOGETHER_MS = 7 * 60_000;

/** Whether a message shows its author, or continues the one before. */
export function startsGroup(message: SandboxMessage, before: SandboxMessage | undefined): boolean {
  if (before?.author.id !== message.author.id) return true;
  if (message.interaction_metadata || isEphemeral(message) !== isEphemeral(before)) return true;
  return Date.parse(message.timestamp) - Date.parse(before.timestamp) > TOGETHER_MS;
}

/** Whether a message is the first of its day. */
export function startsDay(message: SandboxMessage, before: SandboxMessage | undefined): boolean {
  return !before || new Date(before.timestamp).toDateString() !== new Date(message.timestamp).toDateString();
}
