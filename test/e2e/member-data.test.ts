import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { slashCommands } from '../../commands/registry.js';
import type { Member, StoredMessage, WorldGuild } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';

async function upload(member: Member, name: string): Promise<StoredMessage> {
  return (await member.slash('upload', { audio: await voiceFile(), name })).answer();
}

async function listed(member: Member): Promise<string> {
  return (await (await member.slash('list')).answer()).embeds[0]!.description ?? '';
}

async function filesOf(stage: Stage, guild: WorldGuild): Promise<string[]> {
  return readdir(join(stage.dataDir, 'clips', guild.id)).catch(() => []);
}

/** Waits for the bot's log to say something. */
async function logged(stage: Stage, text: string): Promise<void> {
  await expect.poll(() => stage.log.some((line) => line.includes(text)), { timeout: 10_000 }).toBe(true);
}

describe('/help', () => {
  it('tells the asker alone of every command, the limits, what is kept and how to remove it', async () => {
    const stage = await setOwnStage({ env: { MAX_CLIP_BYTES: '1048576', CLIP_TTL_DAYS: '14' } });
    const someone = stage.discord.member(stage.discord.guild());
    const help = await (await someone.slash('help')).answer();
    expect(help.ephemeral).toBe(true);
    const [{ description, fields } = {}] = help.embeds;
    for (const { data } of slashCommands) {
      const { id } = stage.discord.commands().find(({ name }) => name === data.name)!;
      if (data.name !== 'help') expect(description).toContain(`</${data.name}:${id}> `);
    }
    const text = fields!.map(({ value }) => value).join(' ');
    for (const fact of [
      '1 MiB',
      '15:00',
      '1000 clips',
      '14 days',
      '30 days',
      '</forget-me:',
      '10 MiB at most',
      'Integrations',
      'nothing is trained',
    ]) {
      expect(text).toContain(fact);
    }
    expect(stage.discord.violations).toEqual([]);
  });
});

describe('/help where Discord does not tell the ids', () => {
  it('names the commands to type', async () => {
    const stage = await setOwnStage();
    const someone = stage.discord.member(stage.discord.guild());
    stage.discord.inject({ method: 'GET', path: /\/commands$/, status: 500, times: 20 });
    const help = await (await someone.slash('help')).answer();
    expect(help.embeds[0]!.description).toContain('`/upload`');
  });
});

describe('ALLOW_LABEL_EXPORT=yes', () => {
  it('is told in /help and on the card of every upload', async () => {
    const stage = await setOwnStage({ env: { ALLOW_LABEL_EXPORT: 'yes' } });
    const someone = stage.discord.member(stage.discord.guild());
    const help = await (await someone.slash('help')).answer();
    const kept = help.embeds[0]!.fields!.find(({ name }) => name === 'What is kept')!.value;
    expect(kept).toContain('may be used, with those clips, to train a model');
    const card = await upload(someone, 'told');
    expect(card.embeds[0]!.footer?.text).toContain('may be used to train a model');
  });

  it('left out, neither says so', async () => {
    const stage = await setOwnStage();
    const card = await upload(stage.discord.member(stage.discord.guild()), 'not told');
    expect(card.embeds[0]!.footer).toBeUndefined();
  });
});

describe('/forget-me', () => {
  it("removes all of the asker's clips on this server, after asking, and nobody else's", async () => {
    const stage = await setOwnStage();
    const guild = stage.discord.guild();
    const other = stage.discord.guild();
    const alice = stage.discord.member(guild);
    const bob = stage.discord.member(guild);
    const elsewhere = stage.discord.member(other, { id: alice.id });
    for (const name of ['first', 'second']) await upload(alice, name);
    await upload(bob, 'of another');
    await upload(elsewhere, 'elsewhere');

    const question = await (await alice.slash('forget-me')).answer();
    expect(question.ephemeral).toBe(true);
    expect(question.embeds[0]!.description).toContain('2 clips');
    await (await alice.click(question, 'Keep')).answer();
    expect(await filesOf(stage, guild)).toHaveLength(3);

    const again = await (await alice.slash('forget-me')).answer();
    const done = await (await alice.click(again, 'Delete all')).answer();
    expect(done.embeds[0]!.description).toContain('2 clips are deleted');
    expect(done.buttons).toEqual([]);
    expect(await listed(alice)).toContain('of another');
    expect(await listed(alice)).not.toContain('first');
    expect(await filesOf(stage, guild)).toHaveLength(1);
    expect(await listed(elsewhere)).toContain('elsewhere');

    const nothing = await (await alice.slash('forget-me')).answer();
    expect(nothing.embeds[0]!.description).toContain('no clips of yours');
    expect(nothing.buttons).toEqual([]);
    expect(stage.discord.violations).toEqual([]);
  });
});

describe('a server that the bot leaves', () => {
  it('loses its clips when its days are over', async () => {
    const stage = await setOwnStage({ env: { RETENTION_DAYS: '0' } });
    const guild = stage.discord.guild();
    const staying = stage.discord.guild();
    await upload(stage.discord.member(guild), 'goes');
    await upload(stage.discord.member(staying), 'stays');
    stage.discord.gateway.withdrawGuild(guild, { outage: false });
    await logged(stage, 'kept long enough and removed');
    expect(await filesOf(stage, guild)).toEqual([]);
    expect(await filesOf(stage, staying)).toHaveLength(1);
  });

  it('keeps them through an outage', async () => {
    const stage = await setOwnStage({ env: { RETENTION_DAYS: '0' } });
    const guild = stage.discord.guild();
    const someone = stage.discord.member(guild);
    await upload(someone, 'kept');
    stage.discord.gateway.withdrawGuild(guild, { outage: true });
    stage.discord.gateway.announceGuild(guild);
    expect(await listed(someone)).toContain('kept');
    await stage.stopBot();
    expect(await filesOf(stage, guild)).toHaveLength(1);
  });

  it('has its days counted where the bot was removed while it was not running', async () => {
    const stage = await setOwnStage();
    const guild = stage.discord.guild();
    await upload(stage.discord.member(guild), 'kept for now');
    await stage.stopBot();
    stage.discord.gateway.withdrawGuild(guild, { outage: false });
    await stage.startBot();
    await stage.stopBot();
    expect(await filesOf(stage, guild)).toHaveLength(1);
    await stage.startBot({ RETENTION_DAYS: '0' });
    await logged(stage, 'kept long enough and removed');
    expect(await filesOf(stage, guild)).toEqual([]);
  });

  it('has its days counted where the bot was removed while its session was renewed', async () => {
    const stage = await setOwnStage({ env: { RETENTION_DAYS: '0' } });
    const guild = stage.discord.guild();
    await upload(stage.discord.member(guild), 'gone');
    stage.discord.gateway.drop({ resumable: false });
    stage.discord.gateway.withdrawGuild(guild, { outage: false });
    await logged(stage, 'kept long enough and removed');
    expect(await filesOf(stage, guild)).toEqual([]);
  });

  it('finds them again when it invites the bot in time', async () => {
    const stage = await setOwnStage();
    const guild = stage.discord.guild();
    const someone = stage.discord.member(guild);
    await upload(someone, 'found again');
    stage.discord.gateway.withdrawGuild(guild, { outage: false });
    stage.discord.gateway.announceGuild(guild);
    expect(await listed(someone)).toContain('found again');
    await stage.stopBot();
    await stage.startBot({ RETENTION_DAYS: '0' });
    expect(await listed(someone)).toContain('found again');
  });
});
