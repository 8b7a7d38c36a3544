import { describe, expect, it } from 'vitest';
import { commandBodies } from '../../commands/registry.js';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { redisServer, redisTitle, startTestRedis } from '../helpers/redis.js';
import { tempDir } from '../helpers/temp-dir.js';

const names = commandBodies().map(({ name }) => name);

/** What the bot has logged, as the operator reads it. */
const said = ({ log }: Stage): string[] => log.map((line) => (JSON.parse(line) as { msg: string }).msg);
const untilSaid = (stage: Stage, words: string | RegExp) =>
  expect
    .poll(() => said(stage), { timeout: 10_000 })
    .toContainEqual(typeof words === 'string' ? words : expect.stringMatching(words));
const publications = ({ discord }: Stage) =>
  discord.calls.filter(({ method, path }) => method === 'PUT' && path.endsWith('/commands'));

async function canList(stage: Stage, guild = stage.discord.guild()) {
  const answer = await (await stage.discord.member(guild).slash('list')).answer();
  expect(answer.embeds[0]!.title).toBe('Clips');
}

describe('a first start', () => {
  it('registers the commands, which members then can use, and a second finds them there', async () => {
    const stage = await setOwnStage({ discord: { commands: [] } });
    await untilSaid(stage, 'Discord had no commands for all servers yet; they are registered now');
    expect(stage.discord.commands().map(({ name }) => name)).toEqual(names);
    await canList(stage);

    await stage.stopBot();
    await stage.startBot();
    await untilSaid(stage, "Discord has this version's commands for all servers");
    expect(publications(stage)).toHaveLength(1);
    expect(stage.discord.violations).toEqual([]);
  });

  it('registers them on the one server that DISCORD_GUILD_ID names', async () => {
    const stage = await setOwnStage({ withBot: false, discord: { commands: [] } });
    const guild = stage.discord.guild();
    await stage.startBot({ DISCORD_GUILD_ID: guild.id });
    await untilSaid(stage, `Discord had no commands for server ${guild.id} yet; they are registered now`);
    expect(stage.discord.commands(guild).map(({ name }) => name)).toEqual(names);
    expect(stage.discord.commands()).toEqual([]);
    await canList(stage, guild);

    await stage.stopBot();
    await stage.startBot({ DISCORD_GUILD_ID: guild.id });
    await untilSaid(stage, `Discord has this version's commands for server ${guild.id}`);
  });

  it('shows the link by which the bot is invited, with what it needs on a server', async () => {
    const stage = await setOwnStage();
    const line = said(stage).find((text) => text.startsWith('to invite the bot to a server: '))!;
    const { searchParams } = new URL(line.split(': ')[1]!);
    expect(searchParams.get('client_id')).toBe(stage.discord.world.application.id);
    expect(searchParams.get('scope')).toBe('bot applications.commands');
    // Send Messages, Embed Links and Attach Files, by Discord's numbers.
    expect(searchParams.get('permissions')).toBe(String((1 << 11) | (1 << 14) | (1 << 15)));
  });
});

describe('a start where Discord has other commands', () => {
  it('says in one line what differs and what to run, and changes nothing', async () => {
    const [changed, ...others] = commandBodies();
    const commands = [
      { ...changed!, description: 'As it was' },
      { name: 'old', description: 'Is no more' },
    ];
    const stage = await setOwnStage({ discord: { commands: [...commands, ...others.slice(1)] } });
    await untilSaid(
      stage,
      `Discord has other commands for all servers than this version: + ${others[0]!.name}, ~ ${changed!.name}, - old. To change them: npm run register`,
    );
    expect(publications(stage)).toEqual([]);
    const help = await stage.discord.member(stage.discord.guild()).slash('help');
    expect((await help.answer()).embeds).not.toEqual([]);
  });
});

describe('where the commands cannot be compared', () => {
  it.each([
    ['Discord fails', 503],
    ['the bot may not', 403],
  ])('since %s, a start says so and the bot serves', async (_why, status) => {
    const stage = await setOwnStage({ withBot: false });
    stage.discord.inject({ method: 'GET', path: /\/commands$/, status, times: 100 });
    await stage.startBot();
    await untilSaid(stage, /^the commands for all servers could not be compared .*npm run register$/);
    await canList(stage);
  });

  it('since they cannot be registered, a start says so and the bot serves', async () => {
    const stage = await setOwnStage({ withBot: false, discord: { commands: [] } });
    stage.discord.inject({ method: 'PUT', path: /\/commands$/, status: 403 });
    await stage.startBot();
    await untilSaid(stage, /^the commands for all servers could not be compared/);
    expect(stage.discord.commands()).toEqual([]);
  });

  it('since Discord hangs, the bot serves, and a stop does not wait', async () => {
    const stage = await setOwnStage({ withBot: false });
    stage.discord.inject({ method: 'GET', path: /\/commands$/, delayMs: 600_000 });
    await stage.startBot();
    await canList(stage);
    await stage.stopBot();
    expect(said(stage).filter((text) => text.includes('could not be compared'))).toEqual([]);
  });
});

describe.skipIf(redisServer === undefined)(`a first start of several processes${redisTitle}`, () => {
  it('registers the commands once', async () => {
    const { url } = await startTestRedis();
    const stage = await setOwnStage({ withBot: false, discord: { commands: [], recommendedShards: 2 } });
    const gateway = async (shard: number) => {
      const env = { QUEUE_URL: url, SHARDS: String(shard), SHARD_COUNT: '2', DATA_DIR: await tempDir() };
      return stage.startBot(env);
    };
    const other = await gateway(1);
    expect(stage.discord.commands()).toEqual([]);
    await gateway(0);
    await untilSaid(stage, 'Discord had no commands for all servers yet; they are registered now');
    await other.stop();
    expect(publications(stage)).toHaveLength(1);
    expect(said(stage).filter((text) => text.startsWith('to invite'))).toHaveLength(1);
  });
});
