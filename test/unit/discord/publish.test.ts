import { InteractionContextType, type APIApplicationCommand } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/discord/publish.js';
import { commandBodies } from '../../../commands/registry.js';

/** A command as Discord sends it back, with the defaults that it fills in. */
const published = (body: ReturnType<typeof commandBodies>[number]) =>
  ({
    ...body,
    id: '1',
    application_id: '2',
    version: '3',
    type: body.type ?? 1,
    description: 'description' in body ? body.description : '',
    default_member_permissions: null,
    nsfw: false,
    integration_types: [0],
    name_localizations: null,
    description_localizations: null,
    options: ('options' in body ? body.options : undefined)?.map((option) => ({
      ...option,
      name_localizations: null,
    })),
  }) as unknown as APIApplicationCommand;

describe('difference', () => {
  const bodies = commandBodies();

  it('finds none in what Discord sends back of these commands', () => {
    expect(difference(bodies, bodies.map(published))).toEqual({ added: [], changed: [], removed: [] });
  });

  it('names what is added, changed and removed', () => {
    const there = bodies.map(published).filter(({ name }) => name !== 'play');
    there.find(({ name }) => name === 'list')!.description = 'Something else';
    there.push({ ...published(bodies[0]!), name: 'old' });
    expect(difference(bodies, there)).toEqual({ added: ['play'], changed: ['list'], removed: ['old'] });
  });

  it('notices a changed option', () => {
    const there = bodies.map(published);
    const upload = there.find(({ name }) => name === 'upload')!;
    upload.options![0]!.required = false;
    expect(difference(bodies, there).changed).toEqual(['upload']);
  });
});

describe('the commands', () => {
  it('say where they work: what keeps something, on servers that invited the bot', () => {
    const bodies = commandBodies();
    const anywhere = bodies.filter(({ contexts }) => contexts?.includes(InteractionContextType.BotDM));
    expect(anywhere.map(({ name }) => name).sort()).toEqual(['Detect emotion', 'detect', 'help']);
    for (const body of bodies) {
      const isAnywhere = anywhere.includes(body);
      expect(body.contexts).toEqual(isAnywhere ? [0, 1, 2] : [0]);
      expect(body.integration_types).toEqual(isAnywhere ? [0, 1] : [0]);
    }
  });
});
