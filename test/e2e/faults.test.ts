import { ApplicationCommandOptionType } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { commandBodies } from '../../commands/registry.js';
import type { Fault, Member, StoredMessage } from '@overtone/discord-simulator';
import { setOwnStage, type Stage } from '../helpers/bot.js';
import { voiceFile } from '../helpers/sounds.js';

const text = (message: StoredMessage) =>
  message.embeds.map(({ title, description }) => `${title ?? ''} ${description ?? ''}`).join(' ');

async function withClip(): Promise<{ stage: Stage; someone: Member; card: StoredMessage }> {
  const stage = await setOwnStage();
  const someone = stage.discord.member(stage.discord.guild(), { name: 'someone' });
  const card = await (await someone.slash('upload', { audio: await voiceFile(), name: 'mine' })).answer();
  return { stage, someone, card };
}

describe('an answer that Discord', () => {
  const first = { method: 'POST', path: /callback$/ };
  const edit = { method: 'PATCH', path: /@original$/ };

  it.each<[string, string, Fault]>([
    ['asks to wait with', 'list', { ...first, status: 429, retryAfterSec: 0.2 }],
    ['fails to take', 'list', { ...first, status: 500 }],
    ['takes, and says that it failed', 'list', { ...first, status: 500, takesEffect: true }],
    ['takes as a first sign, and says that it failed', 'play', { ...first, status: 500, takesEffect: true }],
    ['asks to wait with, once it is ready', 'play', { ...edit, status: 429, retryAfterSec: 0.2 }],
    ['fails to take, once it is ready', 'play', { ...edit, status: 502 }],
    ['takes once it is ready, and says that it failed', 'play', { ...edit, status: 500, takesEffect: true }],
  ])('%s comes once: /%s', async (_what, command, fault) => {
    const { stage, someone } = await withClip();
    stage.discord.inject(fault);
    const exchange = await someone.slash(command, command === 'play' ? { file: 'mine' } : {});
    expect(text(await exchange.answer())).toContain('mine');
    await stage.stopBot();
    expect(exchange.messages).toHaveLength(1);
    expect(exchange.visibleTo(someone)).toHaveLength(1);
  });
});

describe('a gateway that', () => {
  it.each<[string, (stage: Stage) => void]>([
    [
      'asks to connect anew',
      (stage) => {
        stage.discord.gateway.requestReconnect();
      },
    ],
    [
      'calls the session invalid, to be resumed',
      (stage) => {
        stage.discord.gateway.invalidateSession({ resumable: true });
      },
    ],
    [
      'calls the session invalid for good',
      (stage) => {
        stage.discord.gateway.invalidateSession();
      },
    ],
    [
      'has forgotten the session',
      (stage) => {
        stage.discord.gateway.drop({ resumable: false });
      },
    ],
  ])('%s finds the bot again', async (_what, happen) => {
    const { stage, someone } = await withClip();
    const { entries } = stage.discord.gateway;
    const before = entries.identified + entries.resumed;
    happen(stage);
    await stage.discord.until(
      () => entries.identified + entries.resumed > before || undefined,
      'the bot to come back',
    );
    expect(text(await (await someone.slash('list')).answer())).toContain('mine');
  });
});

describe('a forged click', () => {
  it('changes nothing, and is answered in words', async () => {
    const { stage, someone, card } = await withClip();
    const stranger = stage.discord.member(stage.discord.guild(), { name: 'stranger' });
    const own = await (await stranger.slash('list')).answer();
    const id = card.buttons[0]!.custom_id!.split(':')[1]!;
    const forged = [
      ...[`delete-confirm:${id}`, `delete:${id}`, `detect:${id}`],
      ...['delete-confirm:../../index.sqlite', 'delete-confirm:', 'delete-confirm', 'detect:__proto__'],
      ...[
        'list',
        'list:',
        `list:${stranger.id}:all:-1`,
        `list:${stranger.id}:all:1e9`,
        `list:${stranger.id}:x:0`,
      ],
      ...[`list:${someone.id}:all:0`, '', ':', '__proto__', 'constructor:x', 'x'.repeat(100), 'päge:\u202e'],
    ];
    for (const customId of forged) {
      const answer = await (await stranger.press(own, customId)).answer();
      expect(answer.ephemeral, customId).toBe(true);
      expect(text(answer), customId).toMatch(/no such clip|out of date|someone else/);
    }
    expect(text(await (await someone.slash('list')).answer())).toContain('mine');
    expect(stage.log.filter((line) => line.includes('INTERNAL'))).toEqual([]);
  });

  it('on a stale page leads to the last one that there is', async () => {
    const { someone } = await withClip();
    const list = await (await someone.slash('list')).answer();
    const turned = await (await someone.press(list, `list:${someone.id}:all:500`)).answer();
    expect(text(turned)).toContain('mine');
  });
});

describe('commands that are not as they were registered', () => {
  it('are refused in words, whatever their options hold', async () => {
    const commands = commandBodies().map((body) => ({
      ...body,
      ...(body.name === 'detect' && {
        options: [
          {
            type: ApplicationCommandOptionType.Integer,
            name: 'file',
            description: 'A number',
            required: true,
          },
        ],
      }),
      ...((body.name === 'play' || body.name === 'upload') && { options: [] }),
    })) as ReturnType<typeof commandBodies>;
    const stage = await setOwnStage({ discord: { commands } });
    const someone = stage.discord.member(stage.discord.guild());
    const uses: [string, Record<string, number>][] = [
      ['detect', { file: 5 }],
      ['play', {}],
      ['upload', {}],
    ];
    for (const [name, values] of uses) {
      const answer = await (await someone.slash(name, values)).answer();
      expect(answer.ephemeral).toBe(true);
      expect(text(answer), name).toMatch(/do not know that command/);
    }
  });
});
