import { ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import type { PendingAnswer } from '../../../src/discord/pending-answers.js';
import { createResolveAnswer } from '../../../src/discord/resolve-answer.js';
import { createLogger } from '../../../src/process/logger.js';
import { connectBot, openDiscord } from '../../../packages/discord-simulator/test/stage.js';

const RESTARTED = /was restarted before I could answer/;
const BUTTON = {
  type: ComponentType.Button as const,
  style: ButtonStyle.Primary as const,
  label: 'Press',
  custom_id: 'press',
};

/** A bot that acknowledges and then dies, as far as Discord can tell; and what is pending. */
async function open({ isPrivate = false } = {}) {
  const { server, guild, alice } = await openDiscord();
  const pending: PendingAnswer[] = [];
  const { client } = await connectBot(server, async (interaction) => {
    if (!interaction.isChatInputCommand() && !interaction.isButton()) return;
    const { id, applicationId, token } = interaction;
    const entry = { interactionId: id, applicationId, token, expiresAt: Date.now() + 60_000 };
    if (interaction.isButton()) {
      pending.push({ ...entry, editedAt: interaction.message.editedTimestamp });
      await interaction.deferUpdate();
    } else if (interaction.options.getString('what') === 'buttons') {
      await interaction.reply({
        content: 'Here',
        components: [{ type: ComponentType.ActionRow, components: [BUTTON] }],
      });
    } else {
      pending.push(entry);
      await interaction.deferReply(isPrivate ? { flags: MessageFlags.Ephemeral } : {});
    }
  });
  const resolve = createResolveAnswer(client, createLogger('silent'));
  return { server, guild, alice, client, pending, resolve };
}

describe('an answer that a dead process left pending', () => {
  it.each([true, false])(
    'is refused in words, once, in place of "thinking…" (private: %s)',
    async (isPrivate) => {
      const { server, guild, alice, pending, resolve } = await open({ isPrivate });
      const exchange = await alice.slash('pick');
      await exchange.acknowledged();
      await resolve(pending[0]!);
      await resolve(pending[0]!);
      const [answer, ...more] = exchange.visibleTo(alice);
      expect(answer!.embeds[0]!.description).toMatch(RESTARTED);
      expect(answer!.ephemeral).toBe(isPrivate);
      expect(more).toEqual([]);
      expect(exchange.calls.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
      expect(exchange.visibleTo(server.member(guild))).toHaveLength(isPrivate ? 0 : 1);
      expect(server.violations).toEqual([]);
    },
  );

  it('is left alone where it was given after all', async () => {
    const { alice, pending, resolve, client } = await open();
    const exchange = await alice.slash('pick');
    await exchange.acknowledged();
    await client.rest.patch(`/webhooks/${client.application.id}/${exchange.token}/messages/@original`, {
      auth: false,
      body: { content: 'Done' },
    });
    await resolve(pending[0]!);
    expect((await exchange.answer()).content).toBe('Done');
  });

  it('is refused to its asker alone where "thinking…" was taken back and nothing followed', async () => {
    const { server, alice, pending, resolve, client } = await open();
    const exchange = await alice.slash('pick');
    await exchange.acknowledged();
    await client.rest.delete(`/webhooks/${client.application.id}/${exchange.token}/messages/@original`, {
      auth: false,
    });
    await resolve(pending[0]!);
    const [refusal, ...more] = exchange.visibleTo(alice);
    expect(refusal!.embeds[0]!.description).toMatch(RESTARTED);
    expect(refusal!.ephemeral).toBe(true);
    expect(more).toEqual([]);
    expect(server.violations).toEqual([]);
  });

  it('is forgotten where nobody waits any more', async () => {
    const { alice, pending, resolve } = await open();
    const exchange = await alice.slash('pick');
    await exchange.acknowledged();
    await expect(resolve({ ...pending[0]!, token: 'another' })).resolves.toBeUndefined();
    expect(exchange.messages.map(({ loading }) => loading)).toEqual([true]);
  });

  it('is refused to the one who clicked, unless the click had its effect', async () => {
    const { server, alice, pending, resolve, client } = await open();
    const message = await (await alice.slash('pick', { what: 'buttons' })).answer();
    const first = await alice.click(message, 'Press');
    await first.acknowledged();
    await resolve(pending[0]!);
    const [refusal] = first.visibleTo(alice);
    expect(refusal!.embeds[0]!.description).toMatch(RESTARTED);
    expect(refusal!.ephemeral).toBe(true);
    expect(message.content).toBe('Here');

    const second = await alice.click(message, 'Press');
    await second.acknowledged();
    await client.rest.patch(`/webhooks/${client.application.id}/${second.token}/messages/@original`, {
      auth: false,
      body: { content: 'Done' },
    });
    await resolve(pending[1]!);
    expect(second.visibleTo(alice)).toEqual([]);
    expect(server.violations).toEqual([]);
  });

  it('stays pending where Discord is down', async () => {
    const { server, alice, pending, resolve, client } = await open();
    client.rest.options.retries = 0;
    await (await alice.slash('pick')).acknowledged();
    server.inject({ method: 'GET', path: /@original$/, status: 503 });
    await expect(resolve(pending[0]!)).rejects.toThrow();
  });
});
