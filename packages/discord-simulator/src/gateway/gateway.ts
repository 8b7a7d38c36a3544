import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord.js';
import { WebSocketServer } from 'ws';
import type { MessageEvent } from '../messages/message-news.js';
import type { StoredMessage } from '../messages/stored-message.js';
import { guildJson, memberJson, roleJson, unavailableGuildJson, userJson } from '../world/payloads.js';
import type { WorldGuild, WorldRole } from '../world/types.js';
import type { World } from '../world/world.js';
import type { Changes } from '../changes.js';
import type { Clock } from '../clock.js';
import { GatewayConnection, type GatewayDoor, type Identification, type Resumption } from './connection.js';
import { IdentifyLimit, type IdentifyPace } from './identify-limit.js';
import { GatewaySession } from './session.js';
import { isShard } from './shard.js';

/** Largest packet that a bot may send, in bytes: a larger one ends the connection, as with Discord. */
const MOST_PACKET_BYTES = 4096;

/** What becomes of a message's words and files for a bot that may not read them. */
const UNREADABLE = { content: '', embeds: [], attachments: [], components: [], message_snapshots: undefined };

export interface GatewayOptions {
  world: World;
  token: string;
  changes: Changes;
  heartbeatIntervalMs: number;
  allowedIntents: number;
  clock: Clock;
  identifyPace: IdentifyPace;
}

/** The gateway: lets bots in and tells them what happens; can be made to fail in the ways that Discord's does. */
export class Gateway implements GatewayDoor {
  /** Set once the port is known. */
  url = '';
  /** Turn off to make the bot find its connection dead. */
  answersHeartbeats = true;
  heartbeats = 0;
  readonly heartbeatIntervalMs: number;
  /** READY and RESUMED said so far. */
  readonly entries = { identified: 0, resumed: 0 };
  /** Identifications that came too soon after another's. */
  hasty = 0;

  private readonly sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_PACKET_BYTES });
  private readonly sessions = new Map<string, GatewaySession>();
  private readonly identifyLimit: IdentifyLimit;

  constructor(private readonly options: GatewayOptions) {
    this.heartbeatIntervalMs = options.heartbeatIntervalMs;
    this.identifyLimit = new IdentifyLimit(options.identifyPace, options.clock);
  }

  /** Whether a bot is connected right now. */
  get isConnected(): boolean {
    return this.connections.length > 0;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
      new GatewayConnection(webSocket, this);
    });
  }

  /** Tells every session of a server's shard, or those of them with one of these intents. */
  dispatch(guildId: string, event: string, data: unknown, intents?: number): void {
    for (const session of this.sessions.values()) {
      if (!session.isToldOf(guildId)) continue;
      if (intents === undefined || (session.intents & intents) !== 0) session.dispatch(event, data);
    }
    this.options.changes.notify();
  }

  /** A message's events go to those who asked for messages; what it says, to those who may read it. */
  dispatchMessage(event: MessageEvent, message: StoredMessage): void {
    const { id, channel, author } = message;
    const { world } = this.options;
    const guild = world.guilds.get(channel.guildId);
    if (guild && !world.hasBot(guild)) return;
    const member = guild?.members.get(author.id);
    const where = { channel_id: channel.id, guild_id: channel.guildId };
    const full =
      event === 'MESSAGE_DELETE'
        ? { id, ...where }
        : { ...message.toJSON(), ...where, ...(member ? { member: memberJson(member) } : {}) };
    for (const session of this.sessions.values()) {
      const isAsked = (session.intents & GatewayIntentBits.GuildMessages) !== 0;
      if (!isAsked || !session.isToldOf(channel.guildId)) continue;
      const isReadable = author.bot || (session.intents & GatewayIntentBits.MessageContent) !== 0;
      session.dispatch(event, isReadable ? full : { ...full, ...UNREADABLE });
    }
  }

  identify(
    connection: GatewayConnection,
    { token, intents, shard = [0, 1] }: Identification,
  ): GatewaySession | number | undefined {
    if (token !== this.options.token) return GatewayCloseCodes.AuthenticationFailed;
    if ((intents & ~this.options.allowedIntents) !== 0) return GatewayCloseCodes.DisallowedIntents;
    if (!isShard(shard)) return GatewayCloseCodes.InvalidShard;
    if (this.identifyLimit.isTooSoon(shard)) {
      this.hasty += 1;
      return undefined;
    }
    const session = new GatewaySession(intents, shard);
    this.sessions.set(session.id, session);
    this.bind(session, connection);
    this.entries.identified += 1;
    const { world } = this.options;
    const { application } = world;
    const guilds = [...world.guilds.values()].filter(
      (guild) => world.hasBot(guild) && session.isToldOf(guild.id),
    );
    session.dispatch('READY', {
      v: 10,
      user: { ...userJson(application.bot), verified: true, mfa_enabled: false, email: null },
      guilds: guilds.map(unavailableGuildJson),
      session_id: session.id,
      resume_gateway_url: this.url,
      shard,
      application: { id: application.id, flags: 0 },
      session_type: 'normal',
      private_channels: [],
      presences: [],
      relationships: [],
      user_settings: {},
      _trace: [],
    });
    for (const guild of guilds) {
      if (!guild.unavailable) session.dispatch('GUILD_CREATE', guildJson(guild));
    }
    this.options.changes.notify();
    return session;
  }

  resume(
    connection: GatewayConnection,
    { token, session_id, seq }: Resumption,
  ): GatewaySession | number | undefined {
    if (token !== this.options.token) return GatewayCloseCodes.AuthenticationFailed;
    const session = this.sessions.get(session_id);
    if (!session) return undefined;
    this.bind(session, connection);
    if (!session.replayAfter(seq)) return GatewayCloseCodes.InvalidSeq;
    this.entries.resumed += 1;
    this.options.changes.notify();
    return session;
  }

  onClose(): void {
    this.options.changes.notify();
  }

  onHeartbeat(): void {
    this.heartbeats += 1;
    this.options.changes.notify();
  }

  /** Breaks the connection. A session that is not resumable is forgotten, so that the bot has to start afresh. */
  drop({ resumable = true, code }: { resumable?: boolean; code?: number } = {}): void {
    for (const connection of this.connections) {
      if (!resumable && connection.session) this.sessions.delete(connection.session.id);
      if (code === undefined) connection.cut();
      else connection.close(code);
    }
  }

  /** Asks the bot to connect anew and to resume, as Discord does before it restarts a machine. */
  requestReconnect(): void {
    for (const connection of this.connections) connection.send({ op: GatewayOpcodes.Reconnect, d: null });
  }

  /** Says that the session is invalid; it then is, unless it is resumable. */
  invalidateSession({ resumable = false } = {}): void {
    for (const connection of this.connections) {
      if (!resumable && connection.session) this.sessions.delete(connection.session.id);
      connection.send({ op: GatewayOpcodes.InvalidSession, d: resumable });
    }
  }

  /** GUILD_CREATE: the bot was added, or an outage has ended. */
  announceGuild(guild: WorldGuild): void {
    guild.unavailable = false;
    this.options.world.guilds.set(guild.id, guild);
    this.dispatch(guild.id, 'GUILD_CREATE', guildJson(guild), GatewayIntentBits.Guilds);
  }

  /** GUILD_ROLE_CREATE: what its holders may do is known from then on. */
  announceRole(guild: WorldGuild, role: WorldRole): void {
    if (!this.options.world.hasBot(guild)) return;
    const data = { guild_id: guild.id, role: roleJson(role) };
    this.dispatch(guild.id, 'GUILD_ROLE_CREATE', data, GatewayIntentBits.Guilds);
  }

  /** GUILD_DELETE: an outage, or the bot was removed. */
  withdrawGuild(guild: WorldGuild, { outage }: { outage: boolean }): void {
    guild.unavailable = outage;
    if (!outage) this.options.world.guilds.delete(guild.id);
    const data = outage ? unavailableGuildJson(guild) : { id: guild.id };
    this.dispatch(guild.id, 'GUILD_DELETE', data, GatewayIntentBits.Guilds);
  }

  close(): void {
    this.sessions.clear();
    for (const client of this.sockets.clients) client.terminate();
    this.sockets.close();
  }

  private get connections(): GatewayConnection[] {
    return [...this.sessions.values()].flatMap(({ connection }) => connection ?? []);
  }

  private bind(session: GatewaySession, connection: GatewayConnection): void {
    session.connection = connection;
    connection.session = session;
  }
}
