import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../../src/index.js';
import { jsonFaults } from '../openapi/body-validator.js';
import { findOpenApiDocument } from '../openapi/find-document.js';
import { connectBot, file, openDiscord } from '../stage.js';

/** What discord.js makes of a message on which the bot's menu is used. */
async function lookedAt(prepare: (discord: Awaited<ReturnType<typeof openDiscord>>) => StoredMessage) {
  // The first answer of a file of tests takes longer, since Discord's description is read.
  const discord = await openDiscord({ acknowledgeWithinMs: 15_000 });
  const heard: unknown[] = [];
  const { client } = await connectBot(discord.server, async (interaction) => {
    if (!interaction.isMessageContextMenuCommand()) return;
    const { targetMessage } = interaction;
    const seen = (targetMessage.messageSnapshots.first() ?? targetMessage) as typeof targetMessage;
    heard.push({
      content: seen.content,
      isForward: targetMessage.flags.has(MessageFlags.HasSnapshot),
      isVoice: seen.flags.has(MessageFlags.IsVoiceMessage),
      from: targetMessage.reference?.guildId,
      files: seen.attachments.map(({ name, title, duration, url }) => ({ name, title, duration, url })),
    });
    await interaction.reply('seen');
  });
  const message = prepare(discord);
  await (await discord.alice.messageMenu('Look', message)).answer();
  return { seen: heard[0] as { files: { url: string }[] }, message, client, ...discord };
}

describe('a forwarded message', () => {
  it('shows what the other said and held, its voice message among it', async () => {
    const { seen, message, guild } = await lookedAt(({ alice }) =>
      alice.forward(alice.sendVoiceMessage({ ...file(10, 'voice-message.ogg'), durationSec: 3.5 })),
    );
    expect(seen).toMatchObject({
      content: '',
      isForward: true,
      isVoice: true,
      from: guild.id,
      files: [{ name: 'voice-message.ogg', title: null, duration: 3.5 }],
    });
    expect(message.attachments).toEqual([]);
  });

  it('may come from a server that the bot is not in, of which it hears nothing', async () => {
    const { seen, client, message } = await lookedAt(({ server, alice }) => {
      const elsewhere = server.guild({ name: 'Elsewhere', withBot: false });
      const aliceThere = server.member(elsewhere, { id: alice.id });
      return alice.forward(
        aliceThere.sendMessage(aliceThere.channel, { content: 'Hi', attachments: [file()] }),
      );
    });
    expect(seen).toMatchObject({ content: 'Hi', from: message.snapshot!.reference.guildId });
    expect(client.guilds.cache.has(message.snapshot!.reference.guildId)).toBe(false);
  });

  it('keeps its files when the other is taken back, and when it is forwarded again', async () => {
    const { seen, server } = await lookedAt(({ server, guild, alice }) => {
      const first = alice.sendMessage(alice.channel, { attachments: [file(10)] });
      const forward = alice.forward(first);
      const again = alice.forward(forward, server.channel(guild, 'another'));
      server.cdn.drop(first.files[0]!);
      return again;
    });
    expect((await fetch(seen.files[0]!.url)).status).toBe(200);
    expect(server.violations).toEqual([]);
  });

  it('can be made of what its sender sees alone', async () => {
    const { server, alice } = await openDiscord();
    const stranger = server.member(server.guild());
    const message = stranger.sendMessage(stranger.channel, { content: 'not for alice' });
    expect(() => alice.forward(message)).toThrow(/cannot forward/);
  });

  it.skipIf(findOpenApiDocument() === undefined)('looks as Discord describes it', async () => {
    const { alice } = await openDiscord();
    const named = file(10, 'голос мамы.ogg');
    const message = alice.sendMessage(alice.channel, { content: 'Hi', attachments: [named, file(), file()] });
    for (const each of [message, alice.forward(message), alice.forward(alice.sendVoiceMessage(file()))]) {
      const { message_reference: reference, ...json } = each.toJSON();
      // The description leaves out that a reference of type 1 is a forward.
      const known = reference === undefined ? {} : { message_reference: { ...reference, type: 0 } };
      expect(jsonFaults('MessageResponse', { ...json, ...known })).toEqual([]);
    }
  });
});

describe('a server without the bot', () => {
  it('offers none of its commands', async () => {
    const { server } = await openDiscord();
    const there = server.member(server.guild({ withBot: false }));
    expect(() => there.slash('pick')).toThrow(/bot is not in/);
  });
});
