import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Sees every request before Discord does, and may take it. */
export interface Front {
  /** @returns whether it has answered, or is about to. */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /** @returns whether it has taken the socket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
}
