import { Client, Events, type Guild } from 'discord.js';
import { expect, it, onTestFinished } from 'vitest';
import { watchRetention } from '../../../src/discord/retention-watch.js';
import { createLogger } from '../../../src/process/logger.js';
import type { Retention } from '../../../src/usecases/retention.js';
import { GUILD, OTHER_GUILD } from '../../helpers/builders.js';

it('a server that is joined or left is noted at once, and it alone is swept', async () => {
  const client = new Client<true>({ intents: [] });
  onTestFinished(() => client.destroy());
  const steps: string[] = [];
  let endSweep = (): void => undefined;
  const retention: Retention = {
    joined: (guildId) => Promise.resolve(void steps.push(`joined ${guildId}`)),
    left: (guildId) => Promise.resolve(void steps.push(`left ${guildId}`)),
    reconcile: () => Promise.resolve(),
    async sweep({ guildId } = {}) {
      steps.push(`sweeps ${guildId ?? 'all'}`);
      if (guildId === undefined) await new Promise<void>((resolve) => (endSweep = resolve));
      return { old: 0, left: 0, pending: 0 };
    },
  };
  const watch = watchRetention(client, retention, createLogger('silent'));
  expect(steps).toEqual([]);
  client.emit(Events.ClientReady, client);
  await expect.poll(() => steps).toEqual(['sweeps all']);
  client.emit(Events.GuildCreate, { id: GUILD } as unknown as Guild);
  client.emit(Events.GuildDelete, { id: OTHER_GUILD } as unknown as Guild);
  expect(steps).toEqual(['sweeps all', `joined ${GUILD}`, `left ${OTHER_GUILD}`]);
  endSweep();
  await expect.poll(() => steps.slice(3)).toEqual([`sweeps ${GUILD}`, `sweeps ${OTHER_GUILD}`]);
  await watch.stop();
});

it('clips whose bytes are still there are not logged as removed', async () => {
  const client = new Client<true>({ intents: [] });
  onTestFinished(() => client.destroy());
  const log: string[] = [];
  const retention: Retention = {
    joined: () => Promise.resolve(),
    left: () => Promise.resolve(),
    reconcile: () => Promise.resolve(),
    sweep: () => Promise.resolve({ old: 0, left: 0, pending: 3 }),
  };
  const logger = createLogger('info', { write: (line) => void log.push(line) });
  const watch = watchRetention(client, retention, logger);
  client.emit(Events.ClientReady, client);
  await expect.poll(() => log).toHaveLength(1);
  await watch.stop();
  expect(log[0]).toMatch(/"pending":3.*their bytes are still there/);
  expect(log[0]).not.toContain('removed');
});
