import { randomUUID } from 'node:crypto';
import type { GatewayConnection } from './connection.js';
import { shardHears, type Shard } from './shard.js';

export interface GatewayEvent {
  op: 0;
  s: number;
  t: string;
  d: unknown;
}

/** Events that can be replayed. */
const MOST_KEPT = 1000;

/** A session outlives its connection: events that a dropped connection missed are replayed on RESUME. */
export class GatewaySession {
  readonly id = randomUUID().replaceAll('-', '');
  private readonly events: GatewayEvent[] = [];
  private sequence = 0;
  connection: GatewayConnection | undefined;

  constructor(
    readonly intents: number,
    readonly shard: Shard,
  ) {}

  /** Whether it is told of what happens in a server. */
  isToldOf(guildId: string): boolean {
    return shardHears(this.shard, guildId);
  }

  /** Sends an event, or keeps it until the session is resumed. */
  dispatch(t: string, d: unknown): void {
    this.sequence += 1;
    // Frozen as text: what is replayed later is what was true now.
    const event = JSON.parse(JSON.stringify({ op: 0, s: this.sequence, t, d })) as GatewayEvent;
    this.events.push(event);
    if (this.events.length > MOST_KEPT) this.events.shift();
    this.connection?.send(event);
  }

  /** @returns false if the sequence number is none that this session has sent, or too long ago. */
  replayAfter(sequence: number): boolean {
    if (sequence > this.sequence || sequence < (this.events[0]?.s ?? 1) - 1) return false;
    for (const event of this.events.filter(({ s }) => s > sequence)) this.connection?.send(event);
    this.dispatch('RESUMED', { _trace: [] });
    return true;
  }
}
