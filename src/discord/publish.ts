import { isDeepStrictEqual } from 'node:util';
import {
  REST,
  Routes,
  type APIApplicationCommand,
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
      /** Ends what is under way. */
      signal?: AbortSignal;
    },
  ) {
    this.rest = new REST(restOptions(options.apiUrl, options.proxy)).setToken(options.token);
  }

  /** Whom the commands are for, in words. */
  get audience(): string {
    const { guildId } = this.options;
    return guildId === undefined ? 'for all servers' : `for server ${guildId}`;
  }

  /** Shows what {@link publish} would change, and changes nothing. */
  async compare(bodies: readonly Body[]): Promise<Difference> {
    const query = new URLSearchParams({ with_localizations: 'true' });
    const published = await this.rest.get(await this.route(), { query, ...this.untilAborted() });
    const isForServer = this.options.guildId !== undefined;
    return difference(bodies, published as APIApplicationCommand[], { isForServer });
  }

  /** Replaces all commands there with these. */
  async publish(bodies: readonly Body[]): Promise<void> {
    await this.rest.put(await this.route(), { body: bodies, ...this.untilAborted() });
  }

  private async route() {
    const { id } = (await this.rest.get(Routes.currentApplication(), this.untilAborted())) as { id: string };
    const { guildId } = this.options;
    return guildId === undefined
      ? Routes.applicationCommands(id)
      : Routes.applicationGuildCommands(id, guildId);
  }

  private untilAborted() {
    const { signal } = this.options;
    return signal && { signal };
  }
}

/**
 * Compares by what a command says, whatever defaults Discord fills in.
 *
 * @param options.isForServer - Whether these are the commands of one server: such have neither contexts nor integration
 *   types.
 */
export function difference(
  bodies: readonly Body[],
  published: readonly APIApplicationCommand[],
  { isForServer = false } = {},
): Difference {
  const there = new Map(published.map((command) => [keyOf(command), command]));
  const here = new Map(bodies.map((body) => [keyOf(body), body]));
  const isChanged = (body: Body): boolean => {
    const counterpart = there.get(keyOf(body));
    if (counterpart === undefined) return false;
    const [ours, theirs] = [body, counterpart].map((command) => comparable(command, isForServer));
    // Where a command names no integration types, Discord takes those that the application is set to in the portal.
    if (body.integration_types === undefined) delete theirs!.integration_types;
    return !isDeepStrictEqual(ours, theirs);
  };
  const names = (commands: readonly (Body | APIApplicationCommand)[]) => commands.map(({ name }) => name);
  return {
    added: names(bodies.filter((body) => !there.has(keyOf(body)))),
    changed: names(bodies.filter(isChanged)),
    removed: names(published.filter((command) => !here.has(keyOf(command)))),
  };
}

/** A difference for people, a line for each command. */
export function describeDifference({ added, changed, removed }: Difference): string[] {
  return [
    ...added.map((name) => `+ ${name}`),
    ...changed.map((name) => `~ ${name}`),
    ...removed.map((name) => `- ${name}`),
  ];
}

/** A message's menu may have a command of the same name as a slash command. */
const keyOf = ({ type, name }: Body | APIApplicationCommand) => `${type ?? 1} ${name}`;

function comparable(command: Body | APIApplicationCommand, isForServer: boolean): Record<string, unknown> {
  const { name, contexts, integration_types, default_member_permissions, nsfw } = command;
  const { name_localizations, description_localizations } = command;
  const { description, options } = command as { description?: string; options?: readonly unknown[] };
  return withoutDefaults({
    name,
    description,
    options,
    name_localizations,
    description_localizations,
    default_member_permissions,
    nsfw,
    ...(!isForServer && { contexts: inOrder(contexts), integration_types: inOrder(integration_types) }),
  }) as Record<string, unknown>;
}

/** These are sets. */
const inOrder = (values: readonly number[] | null | undefined) => [...(values ?? [])].sort((a, b) => a - b);

/** Leaves out, at every depth, what Discord adds where nothing was said: null, false, and what is empty. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value;
  const said = Object.entries(value)
    .map(([key, each]): [string, unknown] => [key, withoutDefaults(each)])
    .filter(([, each]) => !isDefault(each));
  return Object.fromEntries(said);
}

function isDefault(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
