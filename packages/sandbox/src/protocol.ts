import type { APIMessage } from 'discord.js';

/**
 * What the sandbox's page and its server tell each other, as JSON over one WebSocket at {@link SOCKET_PATH}. A socket
 * sees the sandbox as one member in one server at a time: messages that this member may not see never reach it.
 */
export const SOCKET_PATH = '/sandbox/socket';

/**
 * Where the page leaves files before it names them in an action: `POST` with the bytes as the body and the query
 * `name` (and, for voice messages, `duration` in seconds and `waveform`, base64). Answers 201 with {@link LeftFile}.
 */
export const FILES_PATH = '/sandbox/files';

/** Sample clips lie here, at `${SAMPLES_PATH}/${Sample.file}`. */
export const SAMPLES_PATH = '/sandbox/samples';

export interface LeftFile {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
}

/** What the page asks for. `ref` is the page's own number: the answer, if there is one, repeats it. */
export type PageAction =
  /** Look through another member's eyes, or at another server. Answered by a `state`. */
  | { type: 'view'; guildId: string; userId: string }
  /** `/name`; values by option name. */
  | { type: 'command'; ref: number; name: string; options: Readonly<Record<string, OptionInput>> }
  /** Typing into an option of `/name`. Answered by `choices`. */
  | {
      type: 'autocomplete';
      ref: number;
      name: string;
      option: string;
      typed: string;
      options: Readonly<Record<string, OptionInput>>;
    }
  /** A button. */
  | { type: 'press'; ref: number; messageId: string; customId: string }
  /** A choice in a select menu. */
  | { type: 'choose'; ref: number; messageId: string; customId: string; values: readonly string[] }
  /** A form that was filled in; texts by the fields' ids. */
  | { type: 'submit'; ref: number; formId: string; texts: Readonly<Record<string, string>> }
  /** A command of a message's menu. */
  | { type: 'menu'; ref: number; messageId: string; name: string }
  /** A message with files; a voice message has one file and no text. */
  | { type: 'send'; ref: number; content: string; fileIds: readonly string[]; isVoice: boolean };

/** A value as the page knows it: text, number, a user's id, or a file left at {@link FILES_PATH}. */
export type OptionInput = string | number | boolean | { fileId: string };

/** What the server tells. */
export type ServerNews =
  /** Everything: first, and after each `view`. */
  | ({ type: 'state' } & SandboxState)
  /** A message that is new or changed. */
  | { type: 'message'; message: SandboxMessage }
  | { type: 'gone'; messageId: string }
  | { type: 'choices'; ref: number; choices: readonly { name: string; value: string | number }[] }
  /** Discord took the action; an answer of the bot comes as a `message`. */
  | { type: 'taken'; ref: number }
  /** The bot answered the action with a form to fill in. */
  | { type: 'form'; ref: number; form: SandboxForm }
  /** The action came to nothing: Discord refused it, or the bot did not answer within 3 s. Safe to show. */
  | { type: 'refused'; ref: number; reason: string }
  /** Whether the bot is connected. */
  | { type: 'presence'; isOnline: boolean };

export interface SandboxState {
  isOnline: boolean;
  application: { id: string; name: string };
  guilds: readonly SandboxGuild[];
  /** People whom one can act as; the same everywhere. */
  users: readonly SandboxUser[];
  view: { guildId: string; userId: string };
  /** Slash and message commands that the member may use here. */
  commands: readonly SandboxCommand[];
  /** Messages of the server's channel, oldest first. */
  messages: readonly SandboxMessage[];
  samples: readonly Sample[];
  /** Bytes. */
  attachmentSizeLimit: number;
}

/** Where one is: mostly a server. */
export interface SandboxGuild {
  /**
   * `server`: has invited the bot; `direct`: messages with the bot alone; `elsewhere`: a server that knows nothing of the
   * bot, to which members bring it as an app of theirs.
   */
  kind: 'server' | 'direct' | 'elsewhere';
  id: string;
  name: string;
  channel: { id: string; name: string };
}

export interface SandboxUser {
  id: string;
  name: string;
  /** Role in words, such as "moderator"; absent for ordinary members. */
  role?: string;
}

/** A command as it is registered: see Discord's application command object. */
export interface SandboxCommand {
  id: string;
  /** 1: slash; 3: message menu. */
  type: 1 | 3;
  name: string;
  description: string;
  options?: readonly SandboxOption[];
}

export interface SandboxOption {
  name: string;
  description: string;
  /** 3: text, 4: integer, 5: boolean, 6: user, 10: number, 11: attachment. */
  type: number;
  required?: boolean;
  autocomplete?: boolean;
  choices?: readonly { name: string; value: string | number }[];
}

/** A form in a window of its own, which Discord calls a modal. */
export interface SandboxForm {
  id: string;
  title: string;
  fields: readonly SandboxField[];
}

/** One text of a form. */
export interface SandboxField {
  id: string;
  label: string;
  description?: string;
  /** What stands in it at first. */
  value: string;
  placeholder?: string;
  isLong: boolean;
  required: boolean;
  maxLength: number;
}

/**
 * A message as Discord's API describes it. Flags: 64 only you see it, 128 the bot is "thinking…", 8192 voice message.
 * `interaction_metadata` says who used what, with the command's name as `name`.
 */
export type SandboxMessage = APIMessage;

/** A clip to try at once. */
export interface Sample {
  /** File name, such as `bright.ogg`. */
  file: string;
  /** What is heard, in words. */
  title: string;
  /** Seconds, and 256 levels at most, base64, as voice messages have them. */
  duration: number;
  waveform: string;
}
