import { REST, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { ShiftedClock } from '../../src/index.js';
import { openDiscord } from '../stage.js';

const ask = (server: { apiUrl: string; token: string }, path = '/users/@me') =>
  fetch(`${server.apiUrl}/v10${path}`, { headers: { authorization: `Bot ${server.token}` } });

describe('rate limits', () => {
  it('are told in headers, and refused with what to wait for', async () => {
    const clock = new ShiftedClock();
    const { server, guild } = await openDiscord({ clock, rateLimit: { requests: 2, windowMs: 5000 } });
    const first = await ask(server);
    expect(first.headers.get('x-ratelimit-limit')).toBe('2');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1');
    await ask(server);
    const refused = await ask(server);
    expect(refused.status).toBe(429);
    const waitSec = Number(refused.headers.get('retry-after'));
    expect(waitSec).toBeGreaterThan(4);
    expect(waitSec).toBeLessThanOrEqual(5);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('x-ratelimit-scope')).toBe('user');
    expect(await refused.json()).toMatchObject({ retry_after: waitSec, global: false });

    const channel = (id: string) => ask(server, `/channels/${id}/messages`);
    const [one, other] = [guild.channels[0]!, server.channel(guild, 'other')];
    expect(
      (await Promise.all([one, one, other, other].map(({ id }) => channel(id)))).map(({ ok }) => ok),
    ).toEqual([true, true, true, true]);
    clock.advance(5000);
    expect((await ask(server)).status).toBe(200);
  });

  it('are heeded by the real client', async () => {
    const { server } = await openDiscord({ rateLimit: { requests: 2, windowMs: 300 } });
    const rest = new REST({ api: server.apiUrl }).setToken(server.token);
    for (let i = 0; i < 5; i += 1) await rest.get(Routes.user());
    expect(server.calls.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('can be injected, for one route and for all', async () => {
    const { server } = await openDiscord();
    server.inject({ path: '/users/@me', status: 429, retryAfterSec: 2 });
    server.inject({ path: '/users/@me', status: 429, retryAfterSec: 0.5, isGlobal: true });
    const [local, everywhere] = [await ask(server), await ask(server)];
    expect(local.status).toBe(429);
    expect(local.headers.get('retry-after')).toBe('2');
    expect(local.headers.get('x-ratelimit-reset-after')).toBe('2.000');
    expect(local.headers.get('x-ratelimit-global')).toBeNull();
    expect(everywhere.headers.get('x-ratelimit-global')).toBe('true');
    expect(everywhere.headers.get('x-ratelimit-scope')).toBe('global');
    expect(await everywhere.json()).toMatchObject({ global: true, retry_after: 0.5 });
  });
});
