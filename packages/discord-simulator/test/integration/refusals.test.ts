import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  DiscordAPIError,
  REST,
  Routes,
  type ChatInputCommandInteraction,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { ShiftedClock } from '../../src/index.js';
import { openApiValidator } from '../openapi/body-validator.js';
import { COMMANDS, connectBot, openDiscord } from '../stage.js';

/** Runs a handler on one command and gives back what it threw. */
async function thrownBy(
  handler: (interaction: ChatInputCommandInteraction, clock: ShiftedClock) => Promise<unknown>,
) {
  const clock = new ShiftedClock();
  const { server, alice } = await openDiscord({ clock, attachmentSizeLimit: 1000 });
  const thrown = new Promise<unknown>((resolve) => {
    void connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await handler(interaction, clock).then(resolve, resolve);
    })
      .then(() => alice.slash('pick'))
      .catch(resolve);
  });
  const error = await thrown;
  if (!(error instanceof DiscordAPIError)) throw new Error('expected an API error', { cause: error });
  return { error, server, raw: error.rawError };
}

describe('answers that come too late or twice', () => {
  it('refuses a first answer after 3 s', async () => {
    const { error } = await thrownBy((interaction, clock) => {
      clock.advance(3001);
      return interaction.reply('late');
    });
    expect(error).toMatchObject({ code: 10062, status: 404 });
  });

  it('refuses a second acknowledgement', async () => {
    const { error } = await thrownBy(async (interaction) => {
      await interaction.reply('once');
      interaction.replied = false;
      await interaction.reply('twice');
    });
    expect(error).toMatchObject({ code: 40060, status: 400 });
  });

  it('refuses what comes after 15 minutes', async () => {
    const { error } = await thrownBy(async (interaction, clock) => {
      await interaction.deferReply();
      clock.advance(15 * 60_000 + 1);
      await interaction.editReply('late');
    });
    expect(error).toMatchObject({ code: 50027, status: 401 });
  });

  it('refuses a follow-up to what was not acknowledged', async () => {
    const { error } = await thrownBy((interaction) => {
      interaction.replied = true;
      return interaction.followUp('early');
    });
    expect(error).toMatchObject({ code: 10015, status: 404 });
  });

  it('refuses to edit what was deleted', async () => {
    const { error } = await thrownBy(async (interaction) => {
      await interaction.deferReply();
      await interaction.deleteReply();
      await interaction.editReply('where?');
    });
    expect(error).toMatchObject({ code: 10008, status: 404 });
  });
});

describe('limits', () => {
  it('names where a form is wrong, and records it', async () => {
    const { error, raw, server } = await thrownBy((interaction) =>
      interaction.reply({
        content: 'x'.repeat(2001),
        embeds: [{ description: 'y'.repeat(4000) }, { description: 'y'.repeat(2001) }],
      }),
    );
    expect(error).toMatchObject({ code: 50035, status: 400 });
    expect(raw).toMatchObject({
      errors: {
        data: {
          content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH' }] },
          embeds: { 1: { _errors: [{ code: 'MAX_EMBED_SIZE_EXCEEDED' }] } },
        },
      },
    });
    expect(server.violations).toMatchObject([
      { method: 'POST', faults: [{ path: 'data.content' }, { path: 'data.embeds.1' }] },
    ]);
  });

  it('refuses one custom_id twice', async () => {
    const button = new ButtonBuilder().setCustomId('same').setLabel('Same').setStyle(ButtonStyle.Primary);
    const row = new ActionRowBuilder<ButtonBuilder>().addComponents(button, button);
    const { server } = await thrownBy((interaction) => interaction.reply({ components: [row] }));
    expect(server.violations[0]!.faults).toMatchObject([
      { path: 'data.components.0.components.1.custom_id', code: 'COMPONENT_CUSTOM_ID_DUPLICATED' },
    ]);
  });

  it('refuses a file that is too large, and a message that is empty', async () => {
    const tooLarge = await thrownBy((interaction) => interaction.reply({ files: [Buffer.alloc(1001)] }));
    expect(tooLarge.error).toMatchObject({ code: 40005, status: 413 });
    const empty = await thrownBy((interaction) => interaction.reply({ content: '' }));
    expect(empty.error).toMatchObject({ code: 50006, status: 400 });
  });
});

const hasDescription = openApiValidator() !== undefined;

describe.skipIf(!hasDescription)("Discord's OpenAPI description (skipped where its file is absent)", () => {
  it('catches what the limits in prose do not name', async () => {
    const { server } = await openDiscord();
    expect(server.hasValidator).toBe(true);
    const rest = new REST({ api: server.apiUrl }).setToken(server.token);
    const route = Routes.channelMessages(server.world.guilds.values().next().value!.channels[0]!.id);
    await expect(rest.post(route, { body: { content: 5 } })).rejects.toMatchObject({ code: 50035 });
    expect(server.violations).toMatchObject([{ faults: [{ path: 'content', code: 'OPENAPI_MISMATCH' }] }]);
  });
});

describe('commands over REST', () => {
  it('are listed, replaced, added and removed, for all and for one guild', async () => {
    const { server, guild } = await openDiscord({ commands: [] });
    const rest = new REST({ api: server.apiUrl }).setToken(server.token);
    const { id } = server.world.application;
    await rest.put(Routes.applicationCommands(id), { body: COMMANDS });
    await rest.post(Routes.applicationGuildCommands(id, guild.id), { body: COMMANDS[1] });
    const [first] = server.commands();
    await rest.delete(Routes.applicationCommand(id, first!.id));
    expect(await rest.get(Routes.applicationCommands(id))).toMatchObject([
      { name: 'pick' },
      { name: 'Look' },
    ]);
    expect(server.commands(guild)).toMatchObject([{ name: 'pick', guild_id: guild.id }]);
    expect(server.violations).toEqual([]);
  });

  it('are refused to a wrong token', async () => {
    const { server } = await openDiscord();
    const rest = new REST({ api: server.apiUrl }).setToken('wrong');
    await expect(rest.get(Routes.currentApplication())).rejects.toMatchObject({ status: 401 });
    await expect(connectBot({ apiUrl: server.apiUrl, token: 'wrong' })).rejects.toThrow(/token/i);
  });
});

describe('injected faults', () => {
  it('make the bot wait and try again', async () => {
    const { server } = await openDiscord();
    const rest = new REST({ api: server.apiUrl }).setToken(server.token);
    server.inject({ path: '/users/@me', status: 429, retryAfterSec: 0.05 });
    server.inject({ path: '/users/@me', status: 500 });
    await expect(rest.get(Routes.user())).resolves.toMatchObject({ username: 'Overtone' });
    expect(server.calls.map(({ status }) => status)).toEqual([429, 500, 200]);
  });
});
