import { GatewayCloseCodes } from 'discord.js';
import type { RawData, WebSocket } from 'ws';
import { opcodes } from '../wire.js';
import type { GatewaySession } from './session.js';
import type { Shard } from './shard.js';

export interface Identification {
  token: string;
  intents: number;
  /** Which of how many; left out, the bot has one. */
  shard?: Shard;
}

export interface Resumption {
  token: string;
  session_id: string;
  seq: number;
}

/** What a connection asks of the gateway: the session, a close code, or `undefined`, answered with "invalid session". */
export interface GatewayDoor {
  readonly heartbeatIntervalMs: number;
  readonly answersHeartbeats: boolean;
  identify(connection: GatewayConnection, request: Identification): GatewaySession | number | undefined;
  resume(connection: GatewayConnection, request: Resumption): GatewaySession | number | undefined;
  onHeartbeat(): void;
  /** The connection has ended, whoever ended it. */
  onClose(): void;
}

interface Packet {
  op: number;
  d: unknown;
}

/** One WebSocket of a bot: greets it, lets it in, answers its heartbeats. */
export class GatewayConnection {
  session: GatewaySession | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly door: GatewayDoor,
  ) {
    socket.on('message', (data) => {
      this.receive(data);
    });
    socket.on('close', () => {
      this.detach();
      door.onClose();
    });
    socket.on('error', () => {
      socket.terminate();
    });
    this.send({
      op: opcodes.Hello,
      d: { heartbeat_interval: door.heartbeatIntervalMs, _trace: [] },
    });
  }

  send(packet: object): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(packet));
  }

  close(code: number): void {
    this.detach();
    this.socket.close(code);
  }

  /** Ends the connection as if the cable were pulled. */
  cut(): void {
    this.detach();
    this.socket.terminate();
  }

  /** Parts session and socket: what happens from now on is kept for the session, not sent into a socket that closes. */
  private detach(): void {
    if (this.session?.connection === this) this.session.connection = undefined;
  }

  private receive(data: RawData): void {
    let packet: Packet;
    try {
      packet = JSON.parse((data as Buffer).toString('utf8')) as Packet;
    } catch {
      this.close(GatewayCloseCodes.DecodeError);
      return;
    }
    this.handle(packet);
  }

  private handle({ op, d }: Packet): void {
    if (op === opcodes.Heartbeat) {
      this.door.onHeartbeat();
      if (this.door.answersHeartbeats) this.send({ op: opcodes.HeartbeatAck });
    } else if (op === opcodes.Identify) {
      this.admit(() => this.door.identify(this, d as Identification));
    } else if (op === opcodes.Resume) {
      this.admit(() => this.door.resume(this, d as Resumption));
    } else if (!this.session) {
      this.close(GatewayCloseCodes.NotAuthenticated);
    } else if (!KNOWN_OPCODES.has(op)) {
      this.close(GatewayCloseCodes.UnknownOpcode);
    }
  }

  private admit(letIn: () => GatewaySession | number | undefined): void {
    if (this.session) {
      this.close(GatewayCloseCodes.AlreadyAuthenticated);
      return;
    }
    const outcome = letIn();
    if (typeof outcome === 'number') this.close(outcome);
    else if (outcome === undefined) this.send({ op: opcodes.InvalidSession, d: false });
  }
}

const KNOWN_OPCODES = new Set<number>([
  opcodes.PresenceUpdate,
  opcodes.VoiceStateUpdate,
  opcodes.RequestGuildMembers,
]);
