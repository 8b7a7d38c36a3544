import type { BaseMessageOptions, ModalBuilder } from 'discord.js';

/** What a command answers with. Sending it, and to whom it is shown, belongs to the dispatcher. */
export interface Payload extends Pick<BaseMessageOptions, 'content' | 'embeds' | 'components' | 'files'> {
  /** A form to fill in, instead of a message. */
  form?: ModalBuilder;
  /** A payload that has nothing for others: only the asker sees it, whatever the command's policy. */
  onlyForAsker?: true;
  /** Called once the answer has been sent or has failed, to give back what it was made from. */
  release?: () => Promise<void>;
  /** Why the answer is degraded, where it lacks what it should have: for the log. */
  degraded?: unknown;
}
