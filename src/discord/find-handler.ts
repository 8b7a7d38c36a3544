import { UserError } from '../domain/errors.js';
import type { UseCases } from '../usecases/use-cases.js';
import { parseCustomId } from '../views/custom-id.js';
import type { Payload } from '../views/payload.js';
import type { Anywhere, Button, Context, MessageCommand, Policy, RunsIn, SlashCommand } from './command.js';
import { countSounds } from './attachments.js';
import { onServer } from './place.js';
import type { Answerable } from './responder.js';

/** The handlers that there are to find. */
export interface Commands {
  slashCommands: readonly SlashCommand[];
  messageCommands: readonly MessageCommand[];
  buttons: ReadonlyMap<string, Button>;
}

/** A command or button that was found for an interaction, ready to run. */
export interface Handler {
  name: string;
  policy: Policy & { answer?: Button['policy']['answer'] };
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
  if (interaction.isButton()) {
    const { name, args } = parseCustomId(interaction.customId);
    const button = commands.buttons.get(name);
    return button
      ? {
          name,
          policy: button.policy,
          run: async (context, use) => button.run({ ...onServer(context), args }, use),
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
