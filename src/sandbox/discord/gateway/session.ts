import { randomUUID } from 'node:crypto';
import type { GatewayConnection } from './connection.js';

export interface GatewayEvent {
  op: 0;
  s: number;
  t: string;
  d: unknown;
}

/** A session outlives its connection: events that a dropped connection missed are replayed on RESUME. */
export class GatewaySession {
  readonly id = randomUUID().replaceAll('-', '');
  private readonly events: GatewayEvent[] = [];
  private sequence = 0;
  connection: GatewayConnection | undefined;

  constructor(readonly intents: number) {}

  /** Sends an event, or keeps it until the session is resumed. */
  dispatch(t: string, d: unknown): void {
    this.sequence += 1;
    // Frozen as text: what is replayed later is what was true now.
    const event = JSON.parse(JSON.stringify({ op: 0, s: this.sequence, t, d })) as GatewayEvent;
    this.events.push(event);
    this.connection?.send(event);
  }

  /** @returns false if the sequence number is none that this session has sent. */
  replayAfter(sequence: number): boolean {
    if (sequence > this.sequence) return false;
    for (const event of this.events.filter(({ s }) => s > sequence)) this.connection?.send(event);
    this.dispatch('RESUMED', { _trace: [] });
    return true;
  }
}
