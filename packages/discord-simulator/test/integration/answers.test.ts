import { readFile } from 'node:fs/promises';
import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  LabelBuilder,
  ModalBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
  EmbedBuilder,
  MessageFlags,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { connectBot, file, openDiscord } from '../stage.js';

const button = (id: string, label: string) =>
  new ButtonBuilder().setCustomId(id).setLabel(label).setStyle(ButtonStyle.Primary);
const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons);

describe('a slash command', () => {
  it('is answered at once, with what the user gave', async () => {
    const { server, alice, guild } = await openDiscord();
    const bob = server.member(guild, { name: 'bob' });
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const given = interaction.options.getAttachment('file', true);
      const bytes = await fetch(given.url).then((response) => response.arrayBuffer());
      const to = interaction.options.getUser('to', true);
      await interaction.reply(`${given.name} ${given.size} ${bytes.byteLength} ${to.username}`);
    });

    const exchange = await alice.slash('send', { file: file(), to: bob });
    const answer = await exchange.answer();
    expect(answer.content).toBe('sound.wav 10 10 bob');
    expect(exchange.deferred).toBe(false);
    expect(exchange.acknowledgedAfterMs).toBeLessThan(3000);
    expect(answer.visibleTo(bob)).toBe(true);
    expect(exchange.calls).toMatchObject([{ method: 'POST', status: 204 }]);
    expect(server.violations).toEqual([]);
  });

  it('may be deferred, edited and followed up', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.editReply('done');
      await interaction.followUp({ content: 'psst', flags: MessageFlags.Ephemeral });
    });

    const exchange = await alice.slash('pick');
    const answer = await exchange.answer();
    expect(answer).toMatchObject({ content: 'done', loading: false, editedAt: null });
    expect(exchange.deferred).toBe(true);
    await server.until(() => exchange.messages[1], 'a follow-up');
    expect(exchange.messages[1]).toMatchObject({ content: 'psst', ephemeral: true });
    expect(exchange.visibleTo(alice)).toHaveLength(2);
    expect(exchange.visibleTo('1')).toHaveLength(1);
  });

  it('keeps the visibility of its deferral when a follow-up fills it in', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.followUp({ content: 'not private', flags: MessageFlags.Ephemeral });
    });
    const exchange = await alice.slash('pick');
    expect(await exchange.answer()).toMatchObject({ content: 'not private', ephemeral: false });
    expect(exchange.messages).toHaveLength(1);
  });

  it('gets a private follow-up once the deferred answer is deleted', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.deferReply();
      await interaction.deleteReply();
      await interaction.followUp({ content: 'private', flags: MessageFlags.Ephemeral });
    });
    const exchange = await alice.slash('pick');
    expect(await exchange.answer()).toMatchObject({ content: 'private', ephemeral: true });
    expect(exchange.visibleTo('1')).toEqual([]);
  });

  it('is answered with files, which embeds may show', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const picture = new AttachmentBuilder(Buffer.from('picture'), {
        name: 'bars.png',
        description: 'Eight bars',
      });
      const text = new AttachmentBuilder(Buffer.from('text'), { name: 'a b.txt', description: 'words' });
      const embed = new EmbedBuilder().setTitle('Shown').setImage('attachment://bars.png');
      await interaction.reply({ embeds: [embed], files: [picture, text], withResponse: true });
    });
    const answer = await (await alice.slash('pick')).answer();
    expect(answer.attachments.map(({ fileName }) => fileName)).toEqual(['a_b.txt']);
    expect(answer.attachments[0]).toMatchObject({ description: 'words' });
    expect(answer.toJSON().embeds[0]!.image).toMatchObject({ description: 'Eight bars' });
    const shown = answer.embeds[0]!.image!.url;
    expect(await fetch(shown).then((response) => response.text())).toBe('picture');
    expect(server.violations).toEqual([]);
  });
});

describe('autocompletion', () => {
  it('gives suggestions back', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const typed = interaction.options.getFocused();
      await interaction.respond([{ name: `${typed}!`, value: typed }]);
    });
    const { choices } = await alice.autocomplete('pick', 'what', 'ab');
    expect(choices).toEqual([{ name: 'ab!', value: 'ab' }]);
  });
});

describe('buttons', () => {
  it('change their message, or are answered with a new one', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (interaction.isButton() && interaction.customId === 'next') {
        await interaction.update({ content: 'page 2', components: [row(button('say', 'Say'))] });
      } else if (interaction.isButton()) {
        await interaction.reply({ content: 'said', flags: MessageFlags.Ephemeral });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'page 1', components: [row(button('next', 'Next'))] });
      }
    });
    const page = await (await alice.slash('pick')).answer();
    expect(() => alice.click(page, 'Say')).toThrow(/no button Say/);
    const turned = await (await alice.click(page, 'Next')).answer();
    expect(turned).toBe(page);
    expect(turned).toMatchObject({ content: 'page 2', edits: 1 });
    const said = await (await alice.click(turned, 'say')).answer();
    expect(said).toMatchObject({ content: 'said', ephemeral: true });
  });

  it('may be deferred and then change their message', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (interaction.isButton()) {
        await interaction.deferUpdate();
        await interaction.editReply({ content: 'changed', components: [] });
      } else if (interaction.isChatInputCommand()) {
        await interaction.reply({ content: 'first', components: [row(button('go', 'Go'))] });
      }
    });
    const message = await (await alice.slash('pick')).answer();
    const exchange = await alice.click(message, 'Go');
    expect(await exchange.answer()).toMatchObject({ content: 'changed', buttons: [] });
    expect(exchange.deferred).toBe(true);
  });
});

describe('a message menu', () => {
  it('hands over the message with its voice file', async () => {
    const { server, alice } = await openDiscord();
    await connectBot(server, async (interaction) => {
      if (!interaction.isMessageContextMenuCommand()) return;
      const { attachments, flags } = interaction.targetMessage;
      const isVoice = flags.has(MessageFlags.IsVoiceMessage);
      await interaction.reply(`${attachments.first()?.name} ${isVoice}`);
    });
    const bytes = new Uint8Array(await readFile(new URL(import.meta.url)));
    const message = alice.sendVoiceMessage({ fileName: 'voice-message.ogg', bytes });
    const answer = await (await alice.messageMenu('Look', message)).answer();
    expect(answer.content).toBe('voice-message.ogg true');
  });
});

describe('a select menu', () => {
  it('tells what was chosen, and opens a form that changes the message it came from', async () => {
    const { server, alice } = await openDiscord();
    const menu = new StringSelectMenuBuilder()
      .setCustomId('which')
      .setPlaceholder('Which?')
      .addOptions({ label: 'One', value: '1' }, { label: 'Two', value: '2' });
    await connectBot(server, async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const components = [new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu)];
        await interaction.reply({ content: 'before', components });
      } else if (interaction.isStringSelectMenu()) {
        const field = new TextInputBuilder()
          .setCustomId('text')
          .setStyle(TextInputStyle.Short)
          .setMaxLength(9);
        const label = new LabelBuilder().setLabel('Text').setTextInputComponent(field);
        const id = `form-${interaction.values.join()}`;
        await interaction.showModal(
          new ModalBuilder().setCustomId(id).setTitle('T').addLabelComponents(label),
        );
      } else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
        const text = interaction.fields.getTextInputValue('text');
        await interaction.update(`${interaction.customId} ${text}`);
      }
    });

    const message = await (await alice.slash('pick')).answer();
    expect(() => alice.choose(message, 'Which?', 'Three')).toThrow('no choice Three');
    const chosen = await alice.choose(message, 'Which?', 'Two');
    expect(await chosen.form()).toMatchObject({ custom_id: 'form-2', title: 'T' });
    expect(() => alice.submit(chosen, { text: '0123456789' })).toThrow('1 to 9 characters');
    const changed = await (await alice.submit(chosen, { text: 'after' })).answer();
    expect(changed).toBe(message);
    expect(changed.content).toBe('form-2 after');
    expect(server.violations).toEqual([]);
  });
});
