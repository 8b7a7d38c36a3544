import { isDeepStrictEqual } from 'node:util';
import {
  REST,
  Routes,
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';

import { restOptions } from './rest-options.js';

type Body = RESTPostAPIApplicationCommandsJSONBody;

/** What differs between the commands here and those that Discord has, by name. */
export interface Difference {
  added: string[];
  changed: string[];
  removed: string[];
}

/** Discord's side of the commands: of one server, or global where no server is named. */
export class CommandPublisher {
  private readonly rest: REST;

  /** @param options.proxy - The proxy that Discord's REST API is reached through, as a URL. Default: none. */
  constructor(
    private readonly options: {
      apiUrl: string;
      token: string;
      guildId?: string | undefined;
      proxy?: string | undefined;
    },
  ) {
    this.rest = new REST(restOptions(options.apiUrl, options.proxy)).setToken(options.token);
  }

  /** Shows what {@link publish} would change, and changes nothing. */
  async compare(bodies: readonly Body[]): Promise<Difference> {
    const published = (await this.rest.get(await this.route())) as APIApplicationCommand[];
    return difference(bodies, published);
  }

  /** Replaces all commands there with these. */
  async publish(bodies: readonly Body[]): Promise<void> {
    await this.rest.put(await this.route(), { body: bodies });
  }

  private async route() {
    const { id } = (await this.rest.get(Routes.currentApplication())) as { id: string };
    const { guildId } = this.options;
    return guildId === undefined
      ? Routes.applicationCommands(id)
      : Routes.applicationGuildCommands(id, guildId);
  }
}

/** Compares by what a command says, whatever defaults Discord fills in. */
export function difference(bodies: readonly Body[], published: readonly APIApplicationCommand[]): Difference {
  const there = new Map(published.map((command) => [command.name, comparable(command)]));
  const here = new Map(bodies.map((body) => [body.name, comparable(body)]));
  const names = [...here.keys()];
  return {
    added: names.filter((name) => !there.has(name)),
    changed: names.filter((name) => there.has(name) && !isDeepStrictEqual(here.get(name), there.get(name))),
    removed: [...there.keys()].filter((name) => !here.has(name)),
  };
}

function comparable(command: Body | APIApplicationCommand) {
  const text = command as { description?: string; options?: readonly APIApplicationCommandOption[] };
  return {
    type: command.type ?? 1,
    name: command.name,
    description: text.description ?? '',
    options: (text.options ?? []).map(comparableOption),
    contexts: [...(command.contexts ?? [])].sort(),
    default_member_permissions: command.default_member_permissions ?? null,
  };
}

function comparableOption(option: APIApplicationCommandOption) {
  const defaults = { required: false, autocomplete: false };
  const said = Object.entries(option).filter(([, value]) => value !== undefined && value !== null);
  return { ...defaults, ...Object.fromEntries(said.filter(([name]) => !name.endsWith('localizations'))) };
}
