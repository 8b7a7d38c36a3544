import { ShiftedClock, type DiscordServer } from '@overtone/discord-simulator';
import { describe, expect, it } from 'vitest';
import type { Payload } from '../../../src/views/payload.js';
import { openWork } from './work-stage.js';

const done: Payload = { embeds: [{ title: 'Done' }] };

/** A server of the given shard of two. */
const guildOf = (shard: number) => String((BigInt(10_000_000 * 27_720) + BigInt(shard)) << 22n);

const identified = (discord: DiscordServer, count: number) =>
  discord.until(() => discord.gateway.entries.identified >= count || undefined, `${count} shards`);

describe('an interaction that comes while other shards still connect', () => {
  it('is answered at once, and once', async () => {
    let runs = 0;
    const stage = await openWork(
      () => {
        runs += 1;
        return Promise.resolve(done);
      },
      undefined,
      { waits: false, recommendedShards: 2, identifyPace: { maxConcurrency: 1, everyMs: 5000 } },
    );
    const { discord, connected } = stage;
    const member = discord.member(discord.guild({ id: guildOf(0) }));
    await identified(discord, 1);
    const early = await member.slash('work');
    expect((await early.answer()).embeds[0]!.title).toBe('Done');
    expect(discord.gateway.entries.identified).toBe(1);
    expect(await (await member.autocomplete('work', 'on', '')).suggested()).toHaveLength(1);

    await connected;
    expect((await (await member.slash('work')).answer()).embeds[0]!.title).toBe('Done');
    expect(runs).toBe(2);
    expect(early.messages).toHaveLength(1);
    const answered = () => stage.log.filter((line) => line.includes('"answered"')).length;
    await expect.poll(answered).toBe(2);
  });
});

describe('an interaction that comes too late', () => {
  const openLate = async (acknowledgeWithinMs: number) => {
    // Ids tell when they were made, and never go back: Discord's clock goes after and is put right.
    const clock = new ShiftedClock();
    clock.advance(-10_000);
    let runs = 0;
    const stage = await openWork(
      () => {
        runs += 1;
        return Promise.resolve(done);
      },
      undefined,
      { clock, acknowledgeWithinMs },
    );
    const exchange = await stage.member.slash('work');
    clock.advance(10_000);
    return { ...stage, exchange, runs: () => runs };
  };

  it('does nothing: whoever asked has seen a failure', async () => {
    const { log, runs } = await openLate(3000);
    await expect.poll(() => log.some((line) => line.includes('came too late')), { timeout: 5000 }).toBe(true);
    expect(runs()).toBe(0);
  });

  it('is answered all the same where only the clocks differ', async () => {
    const { exchange, runs } = await openLate(20_000);
    expect((await exchange.answer()).embeds[0]!.title).toBe('Done');
    expect(runs()).toBe(1);
  });
});

describe('what an interaction brings along', () => {
  it('is forgotten with it: who the members are, and what they wrote', async () => {
    const { client, discord, member } = await openWork(() => Promise.resolve(done));
    const other = discord.member(discord.world.guilds.get(member.guild.id)!);
    await (await member.slash('work')).answer();
    await (await other.slash('work')).answer();
    const guild = client.guilds.cache.get(member.guild.id)!;
    expect(client.users.cache.map(({ id }) => id)).toEqual([client.user.id]);
    expect(guild.members.cache.map(({ id }) => id)).toEqual([client.user.id]);
    const channel = guild.channels.cache.get(member.channel.id)!;
    expect(channel.isTextBased() && channel.messages.cache.size).toBe(0);
  });
});
