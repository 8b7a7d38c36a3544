import { MessageFlags, type Attachment as DiscordAttachment, type Message } from 'discord.js';
import { MAX_SOUNDS, type SoundCandidate } from '../usecases/each-sound.js';
import type { Attachment } from '../usecases/ports.js';

type DiscordFile = Pick<DiscordAttachment, 'url' | 'name' | 'title' | 'size' | 'contentType' | 'duration'>;

/** A message that has files, or one that is forwarded. */
interface FileHolder extends Pick<Message, 'flags'> {
  attachments: ReadonlyMap<string, DiscordFile>;
}

interface MaybeForwarding extends FileHolder {
  messageSnapshots: ReadonlyMap<string, FileHolder>;
}

/** A Discord attachment as the use cases take it. Nothing it says of itself is to be trusted. */
export function toAttachment({ url, name, title, size, contentType }: DiscordFile): Attachment {
  return {
    url,
    fileName: name,
    ...(title === null ? {} : { title }),
    bytes: size,
    mediaType: contentType ?? 'application/octet-stream',
  };
}

/** What tells one kind of file from another. */
interface File extends Pick<DiscordFile, 'name' | 'contentType' | 'duration'> {
  /** Whether the file's message is a voice message. */
  isVoiceMessage: boolean;
}

const isVideo = ({ contentType }: File) => contentType?.startsWith('video/') ?? false;
/** Types whose files are shown or unpacked, not played. */
const ELSE = /^(image|text|font)\/|^application\/(pdf|json|xml|zip|gzip|x-(tar|7z-compressed|rar))/;

/** The kinds of files in a message, those likeliest to hold sound first. Of each file the first that fits counts. */
const KINDS: readonly { likelihood: SoundCandidate['likelihood']; fits: (file: File) => boolean }[] = [
  { likelihood: 'likely', fits: ({ isVoiceMessage }) => isVoiceMessage },
  { likelihood: 'likely', fits: (file) => file.duration !== null && !isVideo(file) },
  { likelihood: 'possible', fits: ({ duration }) => duration !== null },
  { likelihood: 'likely', fits: ({ contentType }) => contentType?.startsWith('audio/') ?? false },
  { likelihood: 'possible', fits: isVideo },
  {
    likelihood: 'likely',
    fits: ({ name }) => /\.(aac|aiff?|amr|caf|flac|m4a|mka|mp3|og[ag]|opus|wav|weba|wma)$/i.test(name),
  },
  { likelihood: 'possible', fits: ({ name }) => /\.(3gp|avi|mkv|mov|mp4|webm)$/i.test(name) },
  { likelihood: 'possible', fits: ({ contentType }) => !ELSE.test(contentType ?? '') },
  { likelihood: 'unlikely', fits: () => true },
];

/**
 * The files of a message, or of the one that it forwards, those likeliest to hold sound first. What Discord or a sender
 * says of a file decides in which order to listen, and nothing more.
 */
export function soundCandidates(message: MaybeForwarding): SoundCandidate[] {
  const holders: FileHolder[] = [message, ...message.messageSnapshots.values()];
  const ranked = holders.flatMap(({ attachments, flags }) => {
    const isVoiceMessage = flags.has(MessageFlags.IsVoiceMessage);
    return [...attachments.values()].map((attachment) => {
      const { name, contentType, duration } = attachment;
      const file = { name, contentType, duration, isVoiceMessage };
      return { attachment, rank: KINDS.findIndex(({ fits }) => fits(file)) };
    });
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ attachment, rank }) => ({
      attachment: toAttachment(attachment),
      likelihood: KINDS[rank]!.likelihood,
    }));
}

/** How many sounds of a message are taken, as far as is known before they are listened to: one at least. */
export function countSounds(message: MaybeForwarding): number {
  const expected = soundCandidates(message).filter(({ likelihood }) => likelihood !== 'unlikely');
  return Math.max(1, Math.min(expected.length, MAX_SOUNDS));
}
