import type { Sample } from '../../src/protocol.js';
import type { CommandDraft } from '../logic/command-draft.js';
import type { Choices } from '../client/socket.js';
import type { Recording } from '../client/recorder.js';

/** What can be done on the page; views call these and change nothing themselves. */
export interface PageActions {
  view: (guildId: string, userId: string) => void;
  sendText: (content: string) => void;
  sendFile: (file: File) => void;
  sendVoice: (recording: Recording) => void;
  runCommand: (draft: CommandDraft) => void;
  /** Suggestions for an option while it is typed into. */
  suggest: (draft: CommandDraft, option: string, typed: string) => Promise<Choices>;
  press: (messageId: string, customId: string) => void;
  choose: (messageId: string, customId: string, value: string) => void;
  submitForm: (formId: string, texts: Readonly<Record<string, string>>) => void;
  closeForm: () => void;
  runMenu: (messageId: string, name: string) => void;
  trySample: (sample: Sample) => void;
  /** Asks what to do with a file. */
  offerFile: (file: File) => void;
  dismissMessage: (messageId: string) => void;
  dismissFailure: (ref: number) => void;
  /** Says that something came to nothing. */
  complain: (tried: string, reason: string) => void;
}
