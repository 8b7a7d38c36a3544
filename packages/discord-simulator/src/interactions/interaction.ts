import { randomBytes } from 'node:crypto';
import type { StoredMessage } from '../messages/stored-message.js';
import type { ChoiceJson } from '../limits/choice-limits.js';
import type { ModalJson } from './modal.js';
import type { WorldChannel, WorldGuild, WorldMember } from '../world/types.js';

export interface InteractionStart {
  id: string;
  /** The kind, as on the wire: 2 is a command, 3 a component, 4 an autocompletion, 5 a modal that was sent. */
  kind: 2 | 3 | 4 | 5;
  guild: WorldGuild;
  channel: WorldChannel;
  member: WorldMember;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** The command's name. */
  commandName?: string;
  /** 1 for a slash command, 3 for a message menu. */
  commandType?: number;
  /** The message whose component was used, or led to the modal. */
  source?: StoredMessage;
}

/** One interaction and what has been answered to it so far. */
export class Interaction {
  readonly token: string;
  acknowledgedAt: number | undefined;
  /** The callback's type: 4 and 5 answer with a message, 6 and 7 change the source, 8 suggests, 9 opens a modal. */
  callbackType: number | undefined;
  /** What `@original` means. */
  original: StoredMessage | undefined;
  /** Every message that it made, in order; a changed source message is not among them. */
  readonly messages: StoredMessage[] = [];
  /** Choices that answered an autocompletion. */
  choices: ChoiceJson[] | undefined;
  /** The modal that answered it. */
  modal: ModalJson | undefined;
  /** How often its source message was changed by it. */
  sourceUpdates = 0;

  constructor(readonly start: InteractionStart) {
    const secret = `interaction:${start.id}:${randomBytes(60).toString('hex')}`;
    this.token = Buffer.from(secret).toString('base64url');
  }

  get id(): string {
    return this.start.id;
  }

  /** Whether its answer still says "thinking…". */
  get isThinking(): boolean {
    return this.callbackType === 5 && this.original?.deleted === false && this.original.loading;
  }
}
