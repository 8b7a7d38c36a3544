import { Events } from 'discord.js';
import { onTestFinished, describe, expect, it } from 'vitest';
import { openFileJournal } from '../../../src/cluster/file-journal.js';
import { connect, createClient } from '../../../src/discord/client.js';
import { Dispatcher } from '../../../src/discord/dispatcher.js';
import { isConnected, receivesEventsOf, type Shards } from '../../../src/discord/shards.js';
import { createLogger } from '../../../src/process/logger.js';
import { openMonitor } from '../../../src/monitor/monitor.js';
import { startDiscordServer, type DiscordServerOptions } from '@overtone/discord-simulator';
import type { UseCases } from '../../../src/usecases/use-cases.js';
import { tempDir } from '../../helpers/temp-dir.js';

/** A server of the given shard, whatever the count, up to 1000. */
const guildOf = (shard: number) => String((BigInt(10_000_000 * 27_720) + BigInt(shard)) << 22n);

async function openDiscord(options: DiscordServerOptions = {}) {
  const discord = await startDiscordServer(options);
  onTestFinished(() => discord.close());
  return discord;
}

async function join(discord: { apiUrl: string; token: string }, shards: Shards) {
  const logger = createLogger('silent');
  const dispatcher = new Dispatcher({
    slashCommands: [],
    messageCommands: [],
    components: new Map(),
    useCases: {} as UseCases,
    journal: await openFileJournal(await tempDir(), () => undefined),
    observer: (await openMonitor(undefined, [])).observer,
    countUpload: () => Promise.resolve(),
    logger,
  });
  const client = createClient({ apiUrl: discord.apiUrl, shards, dispatcher, logger });
  onTestFinished(() => client.destroy());
  return connect(client, discord.token);
}

describe('the shards of one process', () => {
  it('are as many as Discord advises', async () => {
    const discord = await openDiscord({ recommendedShards: 3 });
    for (const shard of [0, 1, 2]) discord.guild({ id: guildOf(shard) });
    const client = await join(discord, 'auto');
    expect([...client.ws.shards.keys()]).toEqual([0, 1, 2]);
    expect(client.guilds.cache.map(({ shardId }) => shardId).sort()).toEqual([0, 1, 2]);
    expect(discord.gateway.entries.identified).toBe(3);
  });

  it('are let in one after the other, as Discord wants it', async () => {
    const discord = await openDiscord({
      recommendedShards: 2,
      identifyPace: { maxConcurrency: 1, everyMs: 5000 },
    });
    await join(discord, 'auto');
    expect(discord.gateway.entries.identified).toBe(2);
    expect(discord.gateway.hasty).toBe(0);
  });
});

describe('the shards of several processes', () => {
  it('divide the servers among them', async () => {
    const discord = await openDiscord();
    const guilds = [0, 1, 2, 3].map((shard) => discord.guild({ id: guildOf(shard) }).id);
    const first = await join(discord, { ids: [0, 1], count: 4 });
    const second = await join(discord, { ids: [2, 3], count: 4 });
    expect([...first.guilds.cache.keys()].sort()).toEqual(guilds.slice(0, 2));
    expect([...second.guilds.cache.keys()].sort()).toEqual(guilds.slice(2));
    expect(guilds.map((id) => [receivesEventsOf(first, id), receivesEventsOf(second, id)])).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, true],
    ]);
  });

  it('hear of what happens in their own servers alone', async () => {
    const discord = await openDiscord();
    const first = await join(discord, { ids: [0], count: 2 });
    const second = await join(discord, { ids: [1], count: 2 });
    const mine = discord.guild({ id: guildOf(0) });
    const other = discord.guild({ id: guildOf(1) });
    await expect.poll(() => [...first.guilds.cache.keys()]).toEqual([mine.id]);
    await expect.poll(() => [...second.guilds.cache.keys()]).toEqual([other.id]);
  });
});

describe('a session that is renewed', () => {
  it('tells of servers that were left and joined meanwhile, of its own shard alone', async () => {
    const discord = await openDiscord();
    const ofShard = (shard: number, id: string) => discord.guild({ id, name: `of shard ${shard}` });
    const [stays, leaves] = [guildOf(0), guildOf(2)].map((id) => ofShard(0, id));
    const other = ofShard(1, guildOf(1));
    const client = await join(discord, { ids: [0, 1], count: 2 });
    const told: string[] = [];
    client.on(Events.GuildDelete, ({ id }) => told.push(`left ${id}`));
    client.on(Events.GuildCreate, ({ id }) => told.push(`joined ${id}`));

    discord.gateway.drop({ resumable: false });
    discord.gateway.withdrawGuild(leaves!, { outage: false });
    const joins = ofShard(0, guildOf(4));
    await expect.poll(() => told.sort()).toEqual([`joined ${joins.id}`, `left ${leaves!.id}`]);
    await expect.poll(() => isConnected(client)).toBe(true);
    expect([...client.guilds.cache.keys()].sort()).toEqual([stays!.id, other.id, joins.id].sort());
    expect(told).toHaveLength(2);
  });

  it('takes a server that is out of order for none that was left', async () => {
    const discord = await openDiscord();
    const guild = discord.guild();
    const client = await join(discord, 'auto');
    const told: string[] = [];
    client.on(Events.GuildDelete, ({ id }) => told.push(id));
    discord.gateway.drop({ resumable: false });
    discord.gateway.withdrawGuild(guild, { outage: true });
    guild.unavailable = true;
    await expect.poll(() => discord.gateway.entries.identified).toBe(2);
    discord.gateway.announceGuild(guild);
    await expect.poll(() => client.guilds.cache.get(guild.id)?.available).toBe(true);
    expect(told).toEqual([]);
  });
});
