import { ShardClientUtil, Status, type Client, type ClientOptions } from 'discord.js';

/** The shards that a process holds: all that Discord advises, or `ids` of `count`. */
export type Shards = 'auto' | { readonly ids: readonly number[]; readonly count: number };

/** What discord.js' client takes. Any count but its default keeps discord.js from reading the environment itself. */
export function shardOptions(shards: Shards): Required<Pick<ClientOptions, 'shards' | 'shardCount'>> {
  return shards === 'auto'
    ? { shards, shardCount: Infinity }
    : { shards: [...shards.ids], shardCount: shards.count };
}

/** Whether a server's events come to this process. Known once the client is connected. */
export function receivesEventsOf(client: Client, guildId: string): boolean {
  const { shardCount } = client.options;
  return client.ws.shards.has(ShardClientUtil.shardIdForGuildId(guildId, shardCount ?? 1));
}

/** Whether every shard of this process is connected. */
export function isConnected(client: Client<true>): boolean {
  return client.ws.shards.every(({ status }) => status === Status.Ready);
}
