import { ClientRefusal } from './client-refusal.js';
import { attachmentJson, type SentFile } from '../cdn/stored-file.js';
import type { OptionSchema, RegisteredCommand } from '../commands/command-registry.js';
import { sizeOf } from '../limits/form-check.js';
import { optionTypes } from '../wire.js';
import type { State } from '../state.js';
import { memberJson, userJson } from '../world/payloads.js';
import type { WorldGuild } from '../world/types.js';

/** What a user puts into an option: text, a number, a choice, a file, or a user (anything with an id). */
export type OptionValue = string | number | boolean | SentFile | { id: string };

export interface ResolvedData {
  attachments?: Record<string, unknown>;
  users?: Record<string, unknown>;
  members?: Record<string, unknown>;
}

export interface OptionsJson {
  options: { name: string; type: number; value: string | number | boolean; focused?: true }[];
  resolved: ResolvedData;
}

/**
 * Turns what a user typed into what Discord sends, by the command's schema. Discord's client lets nothing else
 * through, so a test that asks for it is mistaken.
 *
 * @param partial - While typing, required options may still be missing.
 * @throws {ClientRefusal} if the command has no such option, or would not take the value.
 */
export function toOptions(
  command: RegisteredCommand,
  values: Readonly<Record<string, OptionValue | undefined>>,
  context: { state: State; guild: WorldGuild; partial?: boolean },
): OptionsJson {
  const schemas = command.options ?? [];
  const given = Object.entries(values).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined,
  );
  for (const [name] of given) {
    if (!schemas.some((schema) => schema.name === name))
      throw new ClientRefusal(`/${command.name} has no option ${name}`);
  }
  const missing = schemas.find(({ name, required }) => required === true && values[name] === undefined);
  if (missing && !context.partial)
    throw new ClientRefusal(`/${command.name} requires option ${missing.name}`);

  const resolved: ResolvedData = {};
  const options = given.map(([name, value]) => {
    const schema = schemas.find((candidate) => candidate.name === name)!;
    return { name, type: schema.type, value: toWire(schema, value, { ...context, resolved }) };
  });
  return { options, resolved };
}

function toWire(
  schema: OptionSchema,
  value: OptionValue,
  { state, guild, resolved }: { state: State; guild: WorldGuild; resolved: ResolvedData },
): string | number | boolean {
  const { type, name } = schema;
  if (type === optionTypes.Attachment && isFile(value)) {
    const stored = state.cdn.keep(value, state.world.application.id, { ephemeral: true });
    (resolved.attachments ??= {})[stored.id] = attachmentJson(stored);
    return stored.id;
  }
  if (type === optionTypes.User && typeof value === 'object' && 'id' in value) {
    const member = guild.members.get(value.id);
    const user = state.world.users.get(value.id);
    if (!user) throw new ClientRefusal(`there is no user ${value.id}`);
    (resolved.users ??= {})[value.id] = userJson(user);
    if (member) {
      (resolved.members ??= {})[value.id] = {
        ...memberJson(member),
        permissions: member.permissions.toString(),
      };
    }
    return value.id;
  }
  if (type === optionTypes.String && typeof value === 'string') return checkedText(schema, value);
  const isNumber = type === optionTypes.Integer || type === optionTypes.Number;
  if (isNumber && typeof value === 'number') return checkedNumber(schema, value);
  if (type === optionTypes.Boolean && typeof value === 'boolean') return value;
  throw new ClientRefusal(`option ${name} of type ${type} does not take a ${kindOf(value)}`);
}

function checkedText(
  { name, choices, min_length: min = 0, max_length: max = 6000 }: OptionSchema,
  value: string,
) {
  if (choices && !choices.some((choice) => choice.value === value)) {
    throw new ClientRefusal(`option ${name} offers no choice ${value}`);
  }
  const size = sizeOf(value);
  if (size < min || size > max)
    throw new ClientRefusal(`option ${name} takes ${min} to ${max} characters, not ${size}`);
  return value;
}

function checkedNumber(schema: OptionSchema, value: number): number {
  const { type, name, choices, min_value: min = -Infinity, max_value: max = Infinity } = schema;
  if (choices && !choices.some((choice) => choice.value === value)) {
    throw new ClientRefusal(`option ${name} offers no choice ${value}`);
  }
  const isRight = type === optionTypes.Integer ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!isRight || value < min || value > max)
    throw new ClientRefusal(`option ${name} does not take ${value}`);
  return value;
}

const kindOf = (value: OptionValue) =>
  typeof value === 'object' ? (isFile(value) ? 'file' : 'user') : typeof value;

function isFile(value: OptionValue): value is SentFile {
  return typeof value === 'object' && 'bytes' in value;
}
