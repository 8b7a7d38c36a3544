import type { RESTPostAPIApplicationCommandsJSONBody as CommandBody } from 'discord.js';
import type { RegisteredCommand } from '../commands/command-registry.js';
import { commandFaults } from '../limits/command-limits.js';
import type { State } from '../state.js';
import { apiErrors } from './api-error.js';
import { noContent, ok, type Route, type RouteRequest } from './route.js';

/** The application's commands, global and of one guild. */
export function commandRoutes(state: State): Route[] {
  return [
    '/applications/{application_id}/commands',
    '/applications/{application_id}/guilds/{guild_id}/commands',
  ].flatMap((path) => scopeRoutes(path, state));
}

function scopeRoutes(path: string, { commands, world }: State): Route[] {
  const scope = ({ params }: RouteRequest): string | undefined => {
    if (params.application_id !== world.application.id) throw apiErrors.unknownApplication();
    const guildId = params.guild_id;
    if (guildId !== undefined && !world.guilds.has(guildId)) throw apiErrors.unknownGuild();
    return guildId;
  };
  const found = (request: RouteRequest) => {
    const command = commands.list(scope(request)).find(({ id }) => id === request.params.command_id);
    if (!command) throw apiErrors.unknownCommand();
    return command;
  };
  const one = `${path}/{command_id}`;
  return [
    {
      method: 'GET',
      path,
      needsToken: true,
      handle(request) {
        const all = commands.list(scope(request));
        return ok(request.query.get('with_localizations') === 'true' ? all : withoutLocalisations(all));
      },
    },
    {
      method: 'PUT',
      path,
      needsToken: true,
      faults: (payload) => commandFaults(payload as CommandBody[]),
      handle(request) {
        const guildId = scope(request);
        const bodies = (request.payload ?? []) as CommandBody[];
        return ok(commands.replace(bodies, guildId));
      },
    },
    {
      method: 'POST',
      path,
      needsToken: true,
      faults: (payload) => commandFaults([payload as CommandBody]),
      handle(request) {
        const guildId = scope(request);
        const { command, isNew } = commands.upsert(request.payload as CommandBody, guildId);
        return { status: isNew ? 201 : 200, body: command };
      },
    },
    { method: 'GET', path: one, needsToken: true, handle: (request) => ok(found(request)) },
    {
      method: 'DELETE',
      path: one,
      needsToken: true,
      handle(request) {
        commands.remove(found(request).id, scope(request));
        return noContent();
      },
    },
  ];
}

/** Discord leaves the dictionaries out, of commands, options and choices, unless they are asked for. */
const withoutLocalisations = (commands: readonly RegisteredCommand[]): unknown =>
  JSON.parse(
    JSON.stringify(commands, (key, value: unknown) => (key.endsWith('_localizations') ? undefined : value)),
  );
