import { REST, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { messageFaults } from '../../src/limits/message-limits.js';
import { modalFaults } from '../../src/limits/modal-limits.js';
import { choiceFaults } from '../../src/limits/choice-limits.js';
import { commandFaults } from '../../src/limits/command-limits.js';
import type { FormFault } from '../../src/index.js';
import { openDiscord } from '../stage.js';

const paths = (faults: readonly FormFault[]) => faults.map(({ path }) => path.join('.'));
const text = (length: number) => 'ü'.repeat(length);
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

const button = (i: number) => ({ type: 2, style: 1, label: 'x', custom_id: `id-${i}` });
const row = (first: number, buttons: number) => ({
  type: 1,
  components: times(buttons, (i) => button(first + i)),
});

const choice = (i: number) => ({ label: 'x', value: String(i) });
const selectRow = (options: { label: string; value: string }[]) => ({
  type: 1,
  components: [{ type: 3, custom_id: 'select', options }],
});

describe('a form', () => {
  const input = { type: 4, custom_id: 'text', style: 1 };
  const form = (changed: object, label: object = {}) => ({
    custom_id: 'form',
    title: 'Title',
    components: [{ type: 18, label: 'Label', component: input, ...label }],
    ...changed,
  });

  it.each([
    [[], form({})],
    [['data.title'], form({ title: text(46) })],
    [['data.components'], form({ components: [] })],
    [['data.components.0.label'], form({}, { label: text(46) })],
    [['data.components.0.type'], form({}, { type: 1 })],
    [
      ['data.components.0.component.value'],
      form({}, { component: { ...input, max_length: 2, value: 'xxx' } }),
    ],
  ])('breaks the limits at %j', (expected, body) => {
    expect(paths(modalFaults(body))).toEqual(expected);
  });
});

describe('a message', () => {
  it('may be as long as Discord allows', () => {
    const fields = times(25, () => ({ name: 'n', value: 'v' }));
    const embeds = [{ title: text(256), description: text(4096), footer: { text: 'f' }, fields }];
    const components = times(5, (i) => row(5 * i, 5));
    expect(messageFaults({ content: text(2000), embeds, components })).toEqual([]);
  });

  it.each([
    ['content', { content: text(2001) }],
    ['embeds', { embeds: times(11, () => ({ title: 'x' })) }],
    ['embeds.0.title', { embeds: [{ title: text(257) }] }],
    ['embeds.0.description', { embeds: [{ description: text(4097) }] }],
    ['embeds.0.footer.text', { embeds: [{ footer: { text: text(2049) } }] }],
    ['embeds.0.author.name', { embeds: [{ author: { name: text(257) } }] }],
    ['embeds.0.fields', { embeds: [{ fields: times(26, () => ({ name: 'n', value: 'v' })) }] }],
    ['embeds.0.fields.0.name', { embeds: [{ fields: [{ name: text(257), value: 'v' }] }] }],
    ['embeds.0.fields.0.value', { embeds: [{ fields: [{ name: 'n', value: text(1025) }] }] }],
    ['embeds.1', { embeds: [{ description: text(4000) }, { description: text(2001) }] }],
    ['components', { components: times(6, (i) => row(i, 1)) }],
    ['components.0.components', { components: [row(0, 6)] }],
    [
      'components.0.components.0.label',
      { components: [{ type: 1, components: [{ ...button(0), label: text(81) }] }] },
    ],
    [
      'components.0.components.0.custom_id',
      { components: [{ type: 1, components: [{ ...button(0), custom_id: text(101) }] }] },
    ],
    ['components.0.components.0.options', { components: [selectRow(times(26, choice))] }],
    ['components.0.components.0.options', { components: [selectRow([])] }],
    ['components.0.components.0.options.1.value', { components: [selectRow([choice(0), choice(0)])] }],
    [
      'components.0.components.0.options.0.label',
      { components: [selectRow([{ label: text(101), value: '0' }])] },
    ],
    [
      'components.0.components',
      { components: [{ type: 1, components: [...selectRow([choice(0)]).components, button(0)] }] },
    ],
    ['attachments', { attachments: times(11, (i) => ({ id: i })) }],
  ])('may not break the limit of %s', (path, body) => {
    expect(paths(messageFaults(body))).toEqual([path]);
  });

  it('carries ten files at most', async () => {
    const { server, guild } = await openDiscord();
    const post = (count: number) => {
      const body = new FormData();
      for (let i = 0; i < count; i += 1) body.append(`files[${i}]`, new Blob(['x']), `${i}.txt`);
      const path = Routes.channelMessages(guild.channels[0]!.id);
      const headers = { authorization: `Bot ${server.token}` };
      return fetch(`${server.apiUrl}/v10${path}`, { method: 'POST', headers, body });
    };
    expect((await post(10)).status).toBe(200);
    const refused = await post(11);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ code: 30015 });
  });
});

describe('suggestions', () => {
  it('are 25 at most, with names and values of 100 characters at most', () => {
    const choice = { name: text(100), value: text(100) };
    expect(choiceFaults(times(25, () => choice))).toEqual([]);
    expect(paths(choiceFaults(times(26, () => choice)))).toEqual(['data.choices']);
    expect(paths(choiceFaults([{ name: text(101), value: '' }]))).toEqual([
      'data.choices.0.name',
      'data.choices.0.value',
    ]);
  });
});

describe('a command', () => {
  const option = { type: 3, name: 'what', description: 'What' };
  const faultsOf = (command: object) =>
    paths(commandFaults([{ name: 'pick', description: 'Picks', ...command }]));

  it('may be as long as Discord allows', () => {
    const options = times(25, (i) => ({ ...option, name: `what-${i}` }));
    expect(faultsOf({ name: 'x'.repeat(32), description: text(100), options })).toEqual([]);
  });

  it.each([
    [['0.name', '0.name'], { name: 'x'.repeat(33) }],
    [['0.name'], { name: 'Upper' }],
    [['0.name'], { name: 'two words' }],
    [['0.description'], { description: text(101) }],
    [['0.description'], { description: '' }],
    [['0.description'], { type: 3 }],
    [['0.options'], { options: times(26, (i) => ({ ...option, name: `what-${i}` })) }],
    [['0.options.1'], { options: [option, option] }],
    [['0.options.1'], { options: [option, { ...option, name: 'that', required: true }] }],
    [['0.options.0.name'], { options: [{ ...option, name: 'What' }] }],
    [['0.options.0.description'], { options: [{ ...option, description: text(101) }] }],
    [
      ['0.options.0.choices'],
      { options: [{ ...option, choices: times(26, (i) => ({ name: `${i}`, value: `${i}` })) }] },
    ],
    [
      ['0.options.0.autocomplete'],
      { options: [{ ...option, autocomplete: true, choices: [{ name: 'a', value: 'a' }] }] },
    ],
    [
      ['0'],
      {
        options: times(25, (i) => ({
          ...option,
          name: `what-${i}`,
          choices: times(4, (j) => ({ name: `${j}${'n'.repeat(49)}`, value: `${j}${'v'.repeat(49)}` })),
        })),
      },
    ],
  ])('may not break a limit: %j', (expected, command) => {
    expect(faultsOf(command)).toEqual(expected);
  });

  it('is refused by REST, one by one and all at once', async () => {
    const { server } = await openDiscord();
    const rest = new REST({ api: server.apiUrl }).setToken(server.token);
    const body = { name: 'Upper', description: 'x' };
    const route = Routes.applicationCommands(server.world.application.id);
    await expect(rest.post(route, { body })).rejects.toMatchObject({ code: 50035 });
    await expect(rest.put(route, { body: [body] })).rejects.toMatchObject({ code: 50035 });
  });
});

describe('what a member sends', () => {
  it('is held to the limits of the client', async () => {
    const { alice } = await openDiscord();
    const send = (message: Parameters<typeof alice.sendMessage>[1]) => () =>
      alice.sendMessage(alice.channel, message);
    const file = { fileName: 'a.txt', bytes: Buffer.from('a') };
    expect(send({ content: text(2001) })).toThrow(/2000 characters/);
    expect(send({ content: '  ' })).toThrow(/empty/);
    expect(send({ attachments: times(11, () => file) })).toThrow(/10 files/);
    expect(send({ attachments: times(10, () => file) })().files).toHaveLength(10);
    expect(() => alice.slash('pick', { what: file })).toThrow('option what of type 3 does not take a file');
    expect(() => alice.slash('pick', { what: text(6001) })).toThrow(/0 to 6000 characters/);
  });
});
