import type { Gateway } from '../gateway/gateway.js';
import type { StoredMessage } from './stored-message.js';

export type MessageEvent = 'MESSAGE_CREATE' | 'MESSAGE_UPDATE' | 'MESSAGE_DELETE';

/**
 * A function that is told of every message that is new, changed or gone, ephemeral ones included: see
 * {@link StoredMessage.visibleTo}.
 */
export type MessageListener = (event: MessageEvent, message: StoredMessage) => void;

/** Tells of messages: the bots at the gateway, and whoever else has subscribed. */
export class MessageNews {
  private readonly listeners = new Set<MessageListener>();

  constructor(private readonly gateway: Gateway) {}

  /** @returns what ends the subscription. */
  subscribe(listener: MessageListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  announce(event: MessageEvent, message: StoredMessage): void {
    // What one user alone sees is no event of the guild.
    if (message.onlyFor === undefined) this.gateway.dispatchMessage(event, message);
    for (const listener of this.listeners) listener(event, message);
  }
}
