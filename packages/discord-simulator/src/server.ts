import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GatewayIntentBits, PermissionFlagsBits } from 'discord.js';
import { Cdn } from './cdn/cdn.js';
import { Changes } from './changes.js';
import { systemClock } from './clock.js';
import { CommandRegistry } from './commands/command-registry.js';
import { Member } from './driver/member.js';
import { Gateway } from './gateway/gateway.js';
import { Api } from './http/api.js';
import { ApiCallLog, type ApiCall, type Violation } from './http/call-log.js';
import { Faults, type Fault } from './http/faults.js';
import type { Front } from './http/front.js';
import { RateLimits } from './http/rate-limits.js';
import { commandFaults } from './limits/command-limits.js';
import { MessageBook } from './messages/message-book.js';
import { MessageNews, type MessageListener } from './messages/message-news.js';
import type { StoredMessage } from './messages/stored-message.js';
import type { DiscordServerOptions } from './options.js';
import { apiErrors } from './rest/api-error.js';
import { basicRoutes } from './rest/basic-routes.js';
import { channelRoutes } from './rest/channel-routes.js';
import { commandRoutes } from './rest/command-routes.js';
import { RouteTable } from './rest/route.js';
import { webhookRoutes } from './rest/webhook-routes.js';
import { Snowflakes } from './snowflake.js';
import type { State } from './state.js';
import type { WorldChannel, WorldGuild } from './world/types.js';
import { ORDINARY_PERMISSIONS, World, type NewGuild } from './world/world.js';

const PRIVILEGED =
  GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;
const ALL_INTENTS = Object.values(GatewayIntentBits).reduce<number>(
  (all, bit) => (typeof bit === 'number' ? all | bit : all),
  0,
);

/** A small Discord on 127.0.0.1: REST, gateway and CDN on one port, and a driver that acts as its users. */
export class DiscordServer {
  /** Bodies of the bot that Discord would have refused; a good bot leaves it empty. */
  readonly violations: Violation[] = [];
  /** Whether request bodies are checked by a validator, too. */
  readonly hasValidator: boolean;
  readonly gateway: Gateway;
  readonly cdn: Cdn;
  readonly world: World;
  readonly token: string;
  /** Sees requests first. */
  front: Front | undefined;

  private readonly stop = new AbortController();
  private readonly http: Server;
  private readonly faults = new Faults(this.stop.signal);
  private readonly state: State;
  private readonly api: Api;

  constructor(private readonly options: DiscordServerOptions = {}) {
    const clock = options.clock ?? systemClock;
    const ids = new Snowflakes(clock);
    const changes = new Changes();
    this.token = options.token ?? 'test-token';
    this.world = new World(ids, clock, {
      id: options.applicationId,
      name: options.applicationName ?? 'Overtone',
    });
    const keep = { messagesPerChannel: Infinity, fileBytes: Infinity, calls: Infinity, ...options.keep };
    this.cdn = new Cdn(ids, clock, this.stop.signal, keep.fileBytes);
    const identifyPace = { maxConcurrency: 16, everyMs: 0, ...options.identifyPace };
    this.gateway = new Gateway({
      world: this.world,
      token: this.token,
      changes,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
      allowedIntents: options.allowedIntents ?? ALL_INTENTS & ~PRIVILEGED,
      clock,
      identifyPace,
    });
    const commands = new CommandRegistry(ids, this.world.application.id);
    const faults = commandFaults(options.commands ?? []);
    if (faults.length > 0) throw apiErrors.invalidForm(faults);
    commands.replace(options.commands ?? []);
    this.state = {
      clock,
      ids,
      changes,
      commands,
      token: this.token,
      world: this.world,
      cdn: this.cdn,
      gateway: this.gateway,
      gatewayAdvice: {
        shards: options.recommendedShards ?? 1,
        maxConcurrency: identifyPace.maxConcurrency,
      },
      calls: new ApiCallLog(keep.calls),
      interactions: new Map(),
      messages: new MessageBook(this.cdn, keep.messagesPerChannel),
      news: new MessageNews(this.gateway),
      onMistake:
        options.onMistake ??
        ((error) => {
          changes.abandon(error);
        }),
      acknowledgeWithinMs: options.acknowledgeWithinMs ?? 3000,
      tokenLifetimeMs: options.tokenLifetimeMs ?? 15 * 60_000,
      attachmentSizeLimit: options.attachmentSizeLimit ?? 10 * 1024 * 1024,
      appPermissions: options.appPermissions ?? ORDINARY_PERMISSIONS | PermissionFlagsBits.ManageMessages,
    };
    const { validator } = options;
    this.hasValidator = validator !== undefined;
    const { state, violations } = this;
    const routes = new RouteTable([
      ...basicRoutes(state),
      ...commandRoutes(state),
      ...webhookRoutes(state),
      ...channelRoutes(state),
    ]);
    const rateLimits = options.rateLimit && new RateLimits(options.rateLimit, clock);
    this.api = new Api({ state, routes, faults: this.faults, validator, rateLimits, violations });
    this.http = createServer((request, response) => void this.answer(request, response));
    this.http.on('upgrade', (request, socket, head) => {
      if (!this.front?.upgrade(request, socket, head)) this.gateway.upgrade(request, socket, head);
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(this.options.port ?? 0, '127.0.0.1', resolve);
    });
    this.gateway.url = `ws://127.0.0.1:${this.port}`;
    this.cdn.origin = `http://127.0.0.1:${this.port}`;
    return this;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  /** What discord.js takes as `rest.api`. */
  get apiUrl(): string {
    return `http://127.0.0.1:${this.port}/api`;
  }

  /** Milliseconds that the bot has for its first answer. */
  get acknowledgeWithinMs(): number {
    return this.state.acknowledgeWithinMs;
  }

  get cdnOrigin(): string {
    return this.cdn.origin;
  }

  /** Every request of the bot so far. */
  get calls(): readonly ApiCall[] {
    return this.state.calls.calls;
  }

  /** The application's commands: global, or of one guild. */
  commands(guild?: WorldGuild) {
    return this.state.commands.list(guild?.id);
  }

  /** A new server with a channel `general`; a bot that is in it and connected is told of it. */
  guild(options: NewGuild = {}): WorldGuild {
    const guild = this.world.addGuild(options);
    if (this.world.hasBot(guild)) this.gateway.announceGuild(guild);
    return guild;
  }

  /** Direct messages with the bot, or a conversation between people, who may bring it along. */
  conversation(withWhom: 'bot' | 'people', options: Omit<NewGuild, 'context'> = {}): WorldGuild {
    return this.world.addGuild({ ...options, context: withWhom === 'bot' ? 1 : 2 });
  }

  /** Lets a user install the application for themselves: it goes where they go. */
  install({ id }: { id: string }): void {
    this.world.installers.add(id);
  }

  channel(guild: WorldGuild, name: string): WorldChannel {
    return this.world.addChannel(guild, { name });
  }

  /** A member of a server, new or, by id, one who is known already. */
  member(
    guild: WorldGuild,
    {
      id,
      name,
      displayName,
      permissions = ORDINARY_PERMISSIONS,
    }: { id?: string; name?: string; displayName?: string; permissions?: bigint } = {},
  ): Member {
    const known = id === undefined ? undefined : this.world.users.get(id);
    const user =
      known ??
      this.world.addUser({
        ...(id === undefined ? {} : { id }),
        ...(name === undefined ? {} : { username: name }),
        ...(displayName === undefined ? {} : { displayName }),
      });
    const rolesBefore = guild.roles.length;
    const joined = this.world.join(guild, user, permissions);
    for (const role of guild.roles.slice(rolesBefore)) this.gateway.announceRole(guild, role);
    return new Member(guild, joined, this.state);
  }

  /** Messages of a channel that are there, oldest first; ephemeral ones too. */
  messages(channel: WorldChannel): StoredMessage[] {
    return this.state.messages.of(channel);
  }

  /** Tells of every message that is new, changed or gone. @returns what ends it. */
  onMessage(listener: MessageListener): () => void {
    return this.state.news.subscribe(listener);
  }

  /** Calls `look` after every request and gateway event. @returns what ends it. */
  onChange(look: () => void): () => void {
    return this.state.changes.watch(look);
  }

  /** Makes the next matching requests of the bot fail or wait. */
  inject(fault: Fault): void {
    this.faults.add(fault);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** Waits until `look` finds something; looked at again after every request and gateway event. */
  until<T>(look: () => T | undefined, what: string, { withinMs = 20_000 } = {}): Promise<T> {
    return this.state.changes.until(look, { withinMs, what: () => what });
  }

  /** Waits until a bot is connected. */
  async connected({ withinMs = 20_000 } = {}): Promise<void> {
    await this.until(() => this.gateway.isConnected || undefined, 'a bot to connect', { withinMs });
  }

  /** Ends everything; nothing keeps the process alive after it. */
  async close(): Promise<void> {
    this.stop.abort();
    this.state.changes.abandon(new Error('the small Discord was closed'));
    this.gateway.close();
    const closed = new Promise((resolve) => this.http.close(resolve));
    this.http.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => response.destroy());
    if (this.front?.answer(request, response)) return;
    const path = request.url ?? '/';
    try {
      if (this.cdn.handles(path)) await this.cdn.answer(request, response);
      else await this.api.answer(request, response);
    } catch (error) {
      response.destroy();
      this.state.onMistake(error as Error);
    }
  }
}

/** Starts a small Discord; see {@link DiscordServer}. */
export function startDiscordServer(options: DiscordServerOptions = {}): Promise<DiscordServer> {
  return new DiscordServer(options).listen();
}
