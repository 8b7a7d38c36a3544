/**
 * The catalogue of what can go wrong for a user. Each sentence says what happened and what to do, and is
 * safe to show: it holds no path, no stack and no text that came from outside, except numbers.
 */
const CATALOGUE = {
  NOT_AUDIO: 'That file holds no sound I can read. Send a sound file, such as MP3, OGG, WAV, FLAC or M4A.',
  SOUND_UNREADABLE:
    'There is a sound track in that file, but it is damaged, or of a kind that I cannot read, such as 32-bit FLAC or xHE-AAC. Send it as MP3, Opus or 16-bit WAV.',
  FILE_UNREADABLE: 'That file is not there, or cannot be read. Check its name.',
  FILE_IS_FOLDER: 'That is a folder. Name the sound files in it.',
  AUDIO_TOO_SHORT: 'That clip is too short to hear a voice in. Send at least half a second.',
  NO_VOICE: 'I hear no voice in that clip. Send one in which someone speaks or sings.',
  CLIP_TOO_BIG: 'That file is larger than {limit}. Send a shorter or a compressed one.',
  CLIP_TOO_LONG: 'That clip is longer than {limit}. Cut it and send the part that matters.',
  GUILD_CLIPS_FULL: 'This server already keeps {limit} clips, its most. Remove some with `/delete` first.',
  GUILD_BYTES_FULL:
    'That clip would take this server over {limit}, its most. Remove some with `/delete` first.',
  TOO_MANY_UPLOADS: 'That was more than {limit} sounds in a minute. Wait a minute, then try again.',
  ATTACHMENT_GONE: 'Discord no longer offers that file. Send it again.',
  ATTACHMENT_ORIGIN: 'That file does not come from Discord. Attach it to a message or to `/upload`.',
  DOWNLOAD_FAILED: 'The file could not be fetched from Discord. Try again in a moment.',
  CLIP_NOT_FOUND: 'This server has no such clip. See `/list` for those it has.',
  CLIP_FILE_MISSING: 'The sound of that clip has gone from my disk. Upload it again.',
  NOT_YOUR_CLIP:
    "That clip is another member's. Ask them, or someone with Manage Messages, to rename or remove it.",
  NOT_YOUR_LABEL: 'Only whoever uploaded that clip may say what they hear in it. Ask them to.',
  NOT_YOUR_MESSAGE:
    "That message is another member's. Ask them, or someone with Manage Messages, to save it.",
  NOT_YOUR_LIST: 'Those buttons belong to someone else. Use `/list` to get your own.',
  NO_AUDIO_IN_MESSAGE: 'That message has no sound file. Choose one with audio or a voice message.',
  NAME_EMPTY: 'That name has nothing to show. Give one with letters or digits.',
  SERVER_ONLY: 'That works only on servers that have added me. Use it in a channel of one.',
  ONE_SOUND:
    'I listen to one sound at a time. Give `file` for a clip that is saved here, or `audio` for one that is not.',
  UNKNOWN_COMMAND: 'I do not know that command. Reload Discord, then try again.',
  STALE_MESSAGE: 'That message is out of date. Use the command again.',
  STOPPING: 'I am being restarted. Try again in a minute.',
  RESTARTED: 'I was restarted before I could answer. Ask again.',
  ANSWER_LOST:
    'That is done, but Discord did not take my answer, or did not say so. Look at `/list` before you ask again.',
  BUSY: 'I have my hands full. Try again in a minute.',
  QUEUE_UNREACHABLE:
    'I cannot reach the machines that listen for me. Try again in a minute; if it stays, tell whoever runs me.',
  TIMED_OUT: 'That took too long, so I stopped. Try again, or with a shorter clip.',
  FFMPEG_MISSING: 'I cannot read sound here: ffmpeg is missing. Tell whoever runs me.',
  STORAGE_FULL: 'My disk is full, so nothing was saved. Tell whoever runs me.',
  STORAGE_FAILED: 'My store cannot be used right now; what is saved stays saved. Tell whoever runs me.',
  TOO_BIG_TO_PLAY:
    'That clip does not fit into a message here, not even compressed. Ask its uploader for the file.',
  INTERNAL: 'Something went wrong on my side. Try again; if it stays, tell whoever runs me.',
} as const;

export type ErrorCode = keyof typeof CATALOGUE;

export const ERROR_CODES = Object.keys(CATALOGUE) as ErrorCode[];

/** Errors that whoever runs the bot has to look into; shown with a reference to the log. */
const FOR_OPERATOR: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'FFMPEG_MISSING',
  'STORAGE_FULL',
  'STORAGE_FAILED',
  'QUEUE_UNREACHABLE',
  'ANSWER_LOST',
  'INTERNAL',
]);

/** An error that a user is shown. Everything else thrown is our mistake and is shown as `INTERNAL`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The figure in the sentence, if it has one. */
  readonly limit: string | undefined;

  /**
   * @param code - Entry of the catalogue.
   * @param details - `limit`: the figure that replaces `{limit}`, with its unit; `cause`: for the log alone.
   */
  constructor(
    readonly code: ErrorCode,
    details: { limit?: string | undefined; cause?: unknown } = {},
  ) {
    super(CATALOGUE[code].replace('{limit}', details.limit ?? 'the limit'), { cause: details.cause });
    this.limit = details.limit;
  }

  /** Whether whoever runs the bot has to look into it. */
  get forOperator(): boolean {
    return FOR_OPERATOR.has(this.code);
  }
}

/** Wraps whatever was thrown into something that may be shown; a {@link UserError} passes through. */
export function toUserError(thrown: unknown): UserError {
  return thrown instanceof UserError ? thrown : new UserError('INTERNAL', { cause: thrown });
}
