import type { Cdn } from '../cdn/cdn.js';
import type { WorldChannel } from '../world/types.js';
import type { StoredMessage } from './stored-message.js';

/** Every message, by channel and in order; of a channel's many, the oldest are forgotten with their files. */
export class MessageBook {
  private readonly byChannel = new Map<string, Map<string, StoredMessage>>();

  constructor(
    private readonly cdn: Cdn,
    /** Messages that are kept of one channel. */
    private readonly keepPerChannel: number,
  ) {}

  add(message: StoredMessage): void {
    const messages = this.byChannel.get(message.channel.id) ?? new Map<string, StoredMessage>();
    this.byChannel.set(message.channel.id, messages);
    messages.set(message.id, message);
    if (messages.size <= this.keepPerChannel) return;
    const [oldest] = messages.values();
    if (oldest) this.forget(oldest);
  }

  /** A channel's messages that are there, oldest first; ephemeral ones too. */
  of(channel: WorldChannel): StoredMessage[] {
    return [...(this.byChannel.get(channel.id)?.values() ?? [])].filter(({ deleted }) => !deleted);
  }

  find(channel: WorldChannel, id: string): StoredMessage | undefined {
    const message = this.byChannel.get(channel.id)?.get(id);
    return message?.deleted === false ? message : undefined;
  }

  /** Takes a message back, for good. */
  remove(message: StoredMessage): void {
    message.deleted = true;
    this.forget(message);
  }

  private forget(message: StoredMessage): void {
    this.byChannel.get(message.channel.id)?.delete(message.id);
    for (const file of [...message.files, ...(message.snapshot?.files ?? [])]) this.cdn.drop(file);
  }
}
