import { Events, GatewayDispatchEvents, type Client } from 'discord.js';

const READY: string = GatewayDispatchEvents.Ready;

/** The packet that begins a session of a shard: it names the servers that the bot is in there. */
interface Ready {
  t: string;
  d: { guilds: readonly { id: string }[] };
}

/** The part of discord.js that makes an event of a server's end; it is not in its types. */
interface WithActions {
  actions: { GuildDelete: { handle(data: { id: string }): void } };
}

/**
 * Makes discord.js tell of servers that the bot left or joined while a shard had no session: of those that a new session
 * no longer names it goes on to think that the bot is in them, and those that it names anew it takes for ones that were
 * out of order.
 */
export function watchRenewedSessions(client: Client): void {
  /** Shards that have had a session. */
  const begun = new Set<number>();
  const joined = new Set<string>();

  client.on(Events.Raw, ({ t, d }: Ready, shard: number) => {
    if (t !== READY) return;
    const named = new Set(d.guilds.map(({ id }) => id));
    const known = client.guilds.cache.filter(({ shardId }) => shardId === shard);
    for (const id of known.keys()) {
      if (!named.has(id)) (client as unknown as WithActions).actions.GuildDelete.handle({ id });
    }
    if (begun.has(shard)) {
      for (const id of named) if (!known.has(id)) joined.add(id);
    }
    begun.add(shard);
  });
  client.on(Events.GuildAvailable, (guild) => {
    if (joined.delete(guild.id)) client.emit(Events.GuildCreate, guild);
  });
}
