import { MessageFlags } from 'discord.js';
import { apiErrors } from '../rest/api-error.js';
import type { UploadedFile } from '../http/request-body.js';
import type { MessageBody } from '../messages/message-body.js';
import { StoredMessage } from '../messages/stored-message.js';
import { editMessage, fillMessage } from '../messages/write-message.js';
import type { State } from '../state.js';
import type { Interaction } from './interaction.js';

interface Sent {
  body: MessageBody;
  files: readonly UploadedFile[];
}

/** Answers as messages: made, filled in, changed and taken back, with events to those who listen. */
export class Answers {
  constructor(private readonly state: State) {}

  /** A message in answer to an interaction; `thinking` leaves it empty, to be filled in later. */
  create(interaction: Interaction, sent: Sent, options: { thinking?: boolean } = {}): StoredMessage {
    const { id, kind, channel, member, commandName, commandType, source } = interaction.start;
    const { world, clock, cdn } = this.state;
    const isPrivate = ((sent.body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
    const sentAt = new Date(clock.now()).toISOString();
    const onlyFor = isPrivate ? member.user.id : undefined;
    const message = new StoredMessage(this.state.ids.next(), channel, world.application.bot, sentAt, onlyFor);
    message.note = {
      id,
      type: kind,
      user: member.user,
      ...(commandName === undefined ? {} : { name: commandName }),
      ...(source === undefined ? {} : { interactedMessageId: source.id }),
      ...(interaction.original === undefined ? {} : { originalResponseMessageId: interaction.original.id }),
    };
    const isFirst = interaction.messages.length === 0 && kind === 2;
    message.type = isFirst ? (commandType === 1 ? 20 : 23) : 0;
    message.flags = isPrivate ? MessageFlags.Ephemeral : 0;
    if (options.thinking) message.flags |= MessageFlags.Loading;
    else fillMessage(message, sent, cdn);
    this.state.messages.add(message);
    interaction.messages.push(message);
    this.state.news.announce('MESSAGE_CREATE', message);
    return message;
  }

  /** A follow-up. Directly after a deferral it fills in the deferred answer, whose visibility stays. */
  followUp(interaction: Interaction, sent: Sent): StoredMessage {
    if (!interaction.isThinking) return this.create(interaction, sent);
    const { original } = interaction;
    this.edit(original!, sent);
    return original!;
  }

  edit(message: StoredMessage, sent: Sent): void {
    editMessage(message, sent, this.state.cdn, new Date(this.state.clock.now()).toISOString());
    this.state.news.announce('MESSAGE_UPDATE', message);
  }

  remove(message: StoredMessage): void {
    this.state.messages.remove(message);
    this.state.news.announce('MESSAGE_DELETE', message);
  }

  /** @throws {ApiError} 10008 if the interaction has no such message. */
  find(interaction: Interaction, messageId: string): StoredMessage {
    const message =
      messageId === '@original'
        ? interaction.original
        : interaction.messages.find(({ id }) => id === messageId);
    if (!message || message.deleted) throw apiErrors.unknownMessage();
    return message;
  }
}
