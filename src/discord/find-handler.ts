import { UserError } from '../domain/errors.js';
import type { UseCases } from '../usecases/use-cases.js';
import { parseCustomId } from '../views/custom-id.js';
import type { Payload } from '../views/payload.js';
import type {
  Anywhere,
  Component,
  Context,
  MessageCommand,
  Policy,
  RunsIn,
  SlashCommand,
} from './command.js';
import { countSounds } from './attachments.js';
import { onServer } from './place.js';
import { isOfComponent, type Answerable, type OfComponent } from './responder.js';

/** The handlers that there are to find. */
export interface Commands {
  slashCommands: readonly SlashCommand[];
  messageCommands: readonly MessageCommand[];
  components: ReadonlyMap<string, Component>;
}

/** A command or component that was found for an interaction, ready to run. */
export interface Handler {
  name: string;
  policy: Policy & { answer?: Component['policy']['answer'] };
  /** How many sounds it takes, for limits. Default: one. */
  sounds?: number;
  run(context: Anywhere<Context>, useCases: UseCases): Promise<Payload>;
}

/** A handler that refuses. */
const unknown = (code: 'UNKNOWN_COMMAND' | 'STALE_MESSAGE'): Handler => ({
  name: 'unknown',
  policy: { visibility: 'private', timeoutMs: 1000 },
  run: () => Promise.reject(new UserError(code)),
});

export function findHandler(interaction: Answerable, commands: Commands): Handler {
  if (isOfComponent(interaction)) {
    const { name, args } = parseCustomId(interaction.customId);
    const component = commands.components.get(name);
    const entry = entryOf(interaction);
    return component
      ? {
          name,
          policy: component.policy,
          run: async (context, use) => component.run({ ...onServer(context), args, entry }, use),
        }
      : unknown('STALE_MESSAGE');
  }
  const { commandName: name } = interaction;
  if (interaction.isMessageContextMenuCommand()) {
    const command = commands.messageCommands.find(({ data }) => data.name === name);
    const message = interaction.targetMessage;
    return command
      ? {
          name,
          policy: command.policy,
          sounds: countSounds(message),
          run: async (context, use) => runIn(command, { ...context, message }, use),
        }
      : unknown('UNKNOWN_COMMAND');
  }
  const command = findSlashCommand(name, commands);
  const { options } = interaction;
  return command
    ? {
        name,
        policy: command.policy,
        run: async (context, use) => runIn(command, { ...context, options }, use),
      }
    : unknown('UNKNOWN_COMMAND');
}

/** What was chosen or typed: no menu here takes more than one choice, and no form has more than one field. */
function entryOf(interaction: OfComponent): string {
  if (interaction.isStringSelectMenu()) return interaction.values[0] ?? '';
  if (!interaction.isModalSubmit()) return '';
  const [field] = interaction.fields.fields.values();
  return field && 'value' in field && typeof field.value === 'string' ? field.value : '';
}

/** @throws {UserError} `SERVER_ONLY` for a command of servers where no server has invited the bot. */
function runIn<C extends Context>(
  command: RunsIn<C>,
  context: Anywhere<C>,
  useCases: UseCases,
): Promise<Payload> {
  if (command.place === 'anywhere') return command.run(context, useCases);
  return command.run(onServer(context), useCases);
}

export function findSlashCommand(name: string, { slashCommands }: Commands): SlashCommand | undefined {
  return slashCommands.find(({ data }) => data.name === name);
}
