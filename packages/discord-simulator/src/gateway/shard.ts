/** Which of how many, as in IDENTIFY. */
export type Shard = readonly [id: number, count: number];

/** Discord's own division of servers among shards. */
export function shardHears([id, count]: Shard, guildId: string): boolean {
  return (BigInt(guildId) >> 22n) % BigInt(count) === BigInt(id);
}

export function isShard([id, count]: Shard): boolean {
  return Number.isInteger(id) && Number.isInteger(count) && id >= 0 && id < count;
}
