import { MessageFlags, PermissionFlagsBits, SlashCommandBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { ORDINARY_PERMISSIONS } from '../../src/index.js';
import { connectBot, openDiscord } from '../stage.js';

const command = (name: string, permissions?: bigint) => {
  const builder = new SlashCommandBuilder().setName(name).setDescription(name);
  return (permissions === undefined ? builder : builder.setDefaultMemberPermissions(permissions)).toJSON();
};

const COMMANDS = [
  command('for-all'),
  command('for-moderators', PermissionFlagsBits.ManageMessages),
  command('for-nobody', 0n),
];

async function people() {
  const { server, guild, alice } = await openDiscord({ commands: COMMANDS });
  const withMore = (permission: bigint) =>
    server.member(guild, { permissions: ORDINARY_PERMISSIONS | permission });
  return {
    server,
    guild,
    alice,
    moderator: withMore(PermissionFlagsBits.ManageMessages),
    administrator: withMore(PermissionFlagsBits.Administrator),
    guest: server.member(guild, {
      permissions: ORDINARY_PERMISSIONS & ~PermissionFlagsBits.UseApplicationCommands,
    }),
  };
}

describe('commands', () => {
  it('are offered by default_member_permissions, where null means all and "0" administrators', async () => {
    const { alice, moderator, administrator, guest } = await people();
    const offered = (member: typeof alice) => member.commands().map(({ name }) => name);
    expect(offered(guest)).toEqual([]);
    expect(offered(alice)).toEqual(['for-all']);
    expect(offered(moderator)).toEqual(['for-all', 'for-moderators']);
    expect(offered(administrator)).toEqual(['for-all', 'for-moderators', 'for-nobody']);
    expect(() => alice.slash('for-moderators')).toThrow(/may not use/);
    expect(() => moderator.slash('for-nobody')).toThrow(/may not use/);
  });

  it('tell the bot what the member may do', async () => {
    const { server, alice, moderator, administrator } = await people();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const may = interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages, false);
      await interaction.reply(String(may));
    });
    const told = async (member: typeof alice) => (await (await member.slash('for-all')).answer()).content;
    expect(await told(alice)).toBe('false');
    expect(await told(moderator)).toBe('true');
    expect(await told(administrator)).toBe('true');
  });

  it('tell apart what a member may on the server and in one channel', async () => {
    const { server, guild, alice, moderator } = await people();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
      const { ManageMessages } = PermissionFlagsBits;
      const here = interaction.memberPermissions.has(ManageMessages);
      await interaction.reply(`${here} ${interaction.member.permissions.has(ManageMessages)}`);
    });
    const told = async (member: typeof alice) => (await (await member.slash('for-all')).answer()).content;
    alice.grant(guild.channels[0]!, PermissionFlagsBits.ManageMessages);
    expect(await told(alice)).toBe('true false');
    expect(await told(moderator)).toBe('true true');
    const late = server.member(guild, { permissions: PermissionFlagsBits.ManageMessages });
    late.channel = server.channel(guild, 'another');
    expect(() => late.slash('for-all')).toThrow(/may not use/);
    alice.channel = late.channel;
    expect(await told(alice)).toBe('false false');
  });

  it('of a guild hide global ones of the same name', async () => {
    const { server, guild, alice } = await people();
    const rest = server.commands();
    expect(alice.commands()).toContain(rest[0]);
    expect(server.commands(guild)).toEqual([]);
  });
});

describe('an ephemeral answer', () => {
  it('can be seen and used by its reader alone', async () => {
    const { server, alice, moderator } = await people();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply({ content: 'for you', flags: MessageFlags.Ephemeral });
    });
    const heard: string[] = [];
    server.onMessage((event, { onlyFor }) => heard.push(`${event} ${onlyFor ?? 'all'}`));
    const answer = await (await alice.slash('for-all')).answer();
    expect(server.messages(alice.channel).map((message) => message.visibleTo(alice))).toEqual([true]);
    expect(answer.visibleTo(moderator)).toBe(false);
    expect(() => moderator.press(answer, 'anything')).toThrow(/does not see/);
    expect(heard).toEqual([`MESSAGE_CREATE ${alice.id}`]);
  });

  it('and any message, by members of its guild alone', async () => {
    const { server, alice } = await people();
    const stranger = server.member(server.guild(), { id: alice.id });
    const message = alice.sendMessage(alice.channel, { content: 'here' });
    expect(() => stranger.press(message, 'anything')).toThrow(/does not see/);
  });
});
