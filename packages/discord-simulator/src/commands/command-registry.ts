import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import type { Snowflakes } from '../snowflake.js';

/** An option of a command, as far as the small Discord looks at it. */
export interface OptionSchema {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string; value: string | number }[];
  min_length?: number;
  max_length?: number;
  min_value?: number;
  max_value?: number;
}

/** A command as Discord keeps it. */
export interface RegisteredCommand {
  id: string;
  application_id: string;
  guild_id?: string;
  version: string;
  type: number;
  name: string;
  description: string;
  options?: OptionSchema[];
  contexts: number[] | null;
  integration_types: number[];
  default_member_permissions: string | null;
}

/** The application's commands: global ones and those of single guilds. */
export class CommandRegistry {
  private readonly scopes = new Map<string, RegisteredCommand[]>();

  constructor(
    private readonly ids: Snowflakes,
    private readonly applicationId: string,
  ) {}

  /** @param guildId - Left out for the global ones. */
  list(guildId?: string): readonly RegisteredCommand[] {
    return this.scopes.get(guildId ?? '') ?? [];
  }

  /** Replaces all of a scope; a command keeps its id where name and type are the same. */
  replace(
    bodies: readonly RESTPostAPIApplicationCommandsJSONBody[],
    guildId?: string,
  ): readonly RegisteredCommand[] {
    const before = this.list(guildId);
    this.scopes.set(
      guildId ?? '',
      bodies.map((body) => this.complete(body, before, guildId)),
    );
    return this.list(guildId);
  }

  /** Adds one, or replaces the one of that name and type. */
  upsert(
    body: RESTPostAPIApplicationCommandsJSONBody,
    guildId?: string,
  ): { command: RegisteredCommand; isNew: boolean } {
    const before = this.list(guildId);
    const command = this.complete(body, before, guildId);
    const others = before.filter(({ id }) => id !== command.id);
    this.scopes.set(guildId ?? '', [...others, command]);
    return { command, isNew: others.length === before.length };
  }

  /** @returns whether it was there. */
  remove(commandId: string, guildId?: string): boolean {
    const before = this.list(guildId);
    const rest = before.filter(({ id }) => id !== commandId);
    this.scopes.set(guildId ?? '', rest);
    return rest.length < before.length;
  }

  /** What there is in a guild: its own commands, and the global ones that these do not hide. */
  of(guildId: string): readonly RegisteredCommand[] {
    const own = this.list(guildId);
    const isHidden = ({ name, type }: RegisteredCommand) =>
      own.some((command) => command.name === name && command.type === type);
    return [...own, ...this.list().filter((command) => !isHidden(command))];
  }

  /** What a member of a guild gets for a name: the guild's own command hides a global one. */
  find(name: string, type: number, guildId: string): RegisteredCommand | undefined {
    return [...this.list(guildId), ...this.list()].find(
      (command) => command.name === name && command.type === type,
    );
  }

  private complete(
    body: RESTPostAPIApplicationCommandsJSONBody,
    before: readonly RegisteredCommand[],
    guildId: string | undefined,
  ): RegisteredCommand {
    const type: number = body.type ?? 1;
    const known = before.find((command) => command.name === body.name && command.type === type);
    const defaults = {
      type,
      description: '',
      name_localizations: null,
      description_localizations: null,
      default_member_permissions: null,
      dm_permission: true,
      contexts: null,
      integration_types: [0],
      nsfw: false,
    };
    return {
      ...defaults,
      ...(JSON.parse(JSON.stringify(body)) as Partial<RegisteredCommand> & { name: string }),
      type,
      id: known?.id ?? this.ids.next(),
      application_id: this.applicationId,
      version: this.ids.next(),
      ...(guildId === undefined ? {} : { guild_id: guildId }),
    };
  }
}
