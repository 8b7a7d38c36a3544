import { Events } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectBot, openDiscord } from '../stage.js';

describe('the gateway', () => {
  it('lets the real client in and shows it the guild', async () => {
    const { server, guild } = await openDiscord();
    const { client } = await connectBot(server);
    expect(client.user.id).toBe(server.world.application.id);
    expect(client.guilds.cache.get(guild.id)).toMatchObject({ name: 'Here', available: true });
  });

  it('answers heartbeats', async () => {
    const { server } = await openDiscord({ heartbeatIntervalMs: 30 });
    const { client } = await connectBot(server);
    await server.until(() => server.gateway.heartbeats > 3 || undefined, 'heartbeats');
    expect(client.ws.ping).toBeGreaterThanOrEqual(0);
    expect(server.gateway.entries).toEqual({ identified: 1, resumed: 0 });
  });

  it('closes a wrong token with 4004', async () => {
    const { server } = await openDiscord();
    const socket = new WebSocket(server.gateway.url);
    const code = await new Promise<number>((resolve) => {
      socket.onopen = () => {
        socket.send(JSON.stringify({ op: 2, d: { token: 'wrong', intents: 1, properties: {} } }));
      };
      socket.onclose = (event) => {
        resolve(event.code);
      };
    });
    expect(code).toBe(4004);
  });

  it('replays on resume what happened while the connection was down', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('here again');
    });
    server.gateway.drop();
    const exchange = await alice.slash('pick');
    expect((await exchange.answer()).content).toBe('here again');
    expect(server.gateway.entries).toEqual({ identified: 1, resumed: 1 });
  });

  it('has the bot resume when asked to reconnect', async () => {
    const { server } = await openDiscord();
    const { client } = await connectBot(server);
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
    server.gateway.requestReconnect();
    await resumed;
    expect(server.gateway.entries).toEqual({ identified: 1, resumed: 1 });
  });

  it('has the bot start afresh when its session is invalid', async () => {
    const { server } = await openDiscord();
    // discord.js leaves 5 s between two sessions.
    const buildIdentifyThrottler = () => Promise.resolve({ waitForIdentify: () => Promise.resolve() });
    const { client } = await connectBot(server, undefined, { ws: { buildIdentifyThrottler } });
    const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve));
    server.gateway.invalidateSession();
    await ready;
    expect(server.gateway.entries).toEqual({ identified: 2, resumed: 0 });
  });

  it('tells of new guilds, outages and their end', async () => {
    const { server, guild } = await openDiscord();
    const { client } = await connectBot(server);
    const heard = (event: Events.GuildCreate | Events.GuildAvailable | Events.GuildUnavailable) =>
      new Promise<string>((resolve) =>
        client.once(event, ({ id }) => {
          resolve(id);
        }),
      );

    const created = heard(Events.GuildCreate);
    const another = server.guild({ name: 'Another' });
    expect(await created).toBe(another.id);
    const gone = heard(Events.GuildUnavailable);
    server.gateway.withdrawGuild(guild, { outage: true });
    expect(await gone).toBe(guild.id);
    const back = heard(Events.GuildAvailable);
    server.gateway.announceGuild(guild);
    expect(await back).toBe(guild.id);
  });

  it('sends off who identifies too soon, and a shard that cannot be', async () => {
    const { server } = await openDiscord({ identifyPace: { maxConcurrency: 1, everyMs: 60_000 } });
    /** What the gateway says to a bot that identifies as a shard: an opcode, or the code that closes. */
    const said = (shard: number[]) => {
      const socket = new WebSocket(server.gateway.url);
      return new Promise<number>((resolve) => {
        socket.onopen = () => {
          socket.send(
            JSON.stringify({ op: 2, d: { token: server.token, intents: 1, properties: {}, shard } }),
          );
        };
        socket.onmessage = ({ data }) => {
          const { op } = JSON.parse(data as string) as { op: number };
          if (op !== 10) resolve(op);
        };
        socket.onclose = ({ code }) => {
          resolve(code);
        };
      });
    };
    expect(await said([0, 2])).toBe(0);
    expect(await said([1, 2])).toBe(9);
    expect(server.gateway.hasty).toBe(1);
    expect(await said([2, 2])).toBe(4010);
  });

  it('leaves no socket behind when it is closed', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'));
    const { server } = await openDiscord();
    const { client } = await connectBot(server);
    await client.destroy();
    await server.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sockets()).toEqual([]);
  });
});
