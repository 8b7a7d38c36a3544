import {
  ApplicationCommandType,
  ApplicationIntegrationType as Install,
  InteractionContextType as Where,
  type APIApplicationCommand,
  type RESTPostAPIChatInputApplicationCommandsJSONBody as SlashBody,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { difference } from '../../../src/discord/publish.js';
import { commandBodies } from '../../../commands/registry.js';

/** A command as Discord sends it back, with the defaults that it fills in. */
function published(body: ReturnType<typeof commandBodies>[number]): APIApplicationCommand {
  const said = JSON.parse(JSON.stringify(body)) as Partial<APIApplicationCommand>;
  const unlocalised = { name_localizations: null, description_localizations: null };
  return {
    type: ApplicationCommandType.ChatInput,
    description: '',
    default_member_permissions: null,
    nsfw: false,
    integration_types: [Install.GuildInstall],
    ...unlocalised,
    ...said,
    ...(said.options && { options: said.options.map((option) => ({ ...unlocalised, ...option })) }),
    id: '1',
    application_id: '2',
    version: '3',
  } as APIApplicationCommand;
}

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

  it('tells a message’s menu from a slash command of its name', () => {
    const there = bodies.map(published);
    const menu = published({ type: ApplicationCommandType.Message, name: 'list' });
    expect(difference(bodies, [...there, menu]).removed).toEqual(['list']);
  });

  const list = bodies.find((body): body is SlashBody => body.name === 'list')!;
  it.each<[string, Partial<SlashBody>]>([
    ['integration types', { integration_types: [Install.GuildInstall, Install.UserInstall] }],
    ['contexts', { contexts: [Where.Guild, Where.BotDM] }],
    ['localised names', { name_localizations: { de: 'liste' } }],
    ['localised descriptions', { description_localizations: { de: 'Zeigt alles' } }],
    ['age restriction', { nsfw: true }],
    ['who may use it', { default_member_permissions: '8' }],
  ])('notices that only its %s differ', (_what, field) => {
    const here = { ...list, integration_types: [Install.GuildInstall], ...field };
    const changed = (ours: SlashBody, theirs: SlashBody) => difference([ours], [published(theirs)]).changed;
    const before = { ...list, integration_types: [Install.GuildInstall] };
    expect(changed(here, before)).toEqual(['list']);
    expect(changed(before, here)).toEqual(['list']);
    expect(changed(here, here)).toEqual([]);
  });

  it('notices a choice’s localised name', () => {
    const choice = { name: 'Yes', value: 'yes' };
    const option = { type: 3, name: 'private', description: 'Only you see it', choices: [choice] };
    const here = { name: 'say', description: 'Says it', options: [option] };
    const localised = structuredClone(here);
    Object.assign(localised.options[0]!.choices[0]!, { name_localizations: { de: 'Ja' } });
    expect(difference([localised], [published(here)]).changed).toEqual(['say']);
    expect(difference([localised], [published(localised)]).changed).toEqual([]);
  });

  it('takes lists of contexts as sets', () => {
    const here = { ...list, contexts: [Where.PrivateChannel, Where.Guild, Where.BotDM] };
    expect(
      difference([here], [published({ ...list, contexts: [Where.Guild, Where.BotDM, Where.PrivateChannel] })])
        .changed,
    ).toEqual([]);
  });

  it('leaves contexts and integration types alone where commands are one server’s, which have none', () => {
    const there = bodies.map((body) => ({ ...published(body), contexts: null }));
    const here = bodies.map((body) => ({
      ...body,
      integration_types: [Install.GuildInstall, Install.UserInstall],
    }));
    expect(difference(here, there, { isForServer: true }).changed).toEqual([]);
    expect(difference(here, there).changed).toEqual(bodies.map(({ name }) => name));
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
    const anywhere = bodies.filter(({ contexts }) => contexts?.includes(Where.BotDM));
    expect(anywhere.map(({ name }) => name).sort()).toEqual(['Detect emotion', 'detect', 'help']);
    for (const body of bodies) {
      const isAnywhere = anywhere.includes(body);
      expect(body.contexts).toEqual(isAnywhere ? [0, 1, 2] : [0]);
      expect(body.integration_types).toEqual(isAnywhere ? [0, 1] : [0]);
    }
  });
});
