import type { RESTPostAPIApplicationCommandsJSONBody as CommandBody } from 'discord.js';
import type { FormFault } from '../rest/api-error.js';
import { FormCheck, sizeOf } from './form-check.js';

/** Names of slash commands and options: lower case, no spaces. */
const SLASH_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const EMPTY = 'Must be empty for context menu commands';
/** How many of each type an application may have: slash commands, user menus, message menus. */
const MOST: Record<number, number> = { 1: 100, 2: 15, 3: 15 };

/** Characters of all names, descriptions and values of one command. */
const TOTAL = 8000;

interface NamedOption {
  name: string;
  description: string;
  type: number;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string; value: string | number }[];
}

interface Named {
  name: string;
  type?: number;
  description?: string;
  options?: NamedOption[];
}

/** Where commands that replace all others break Discord's published limits. */
export function commandFaults(bodies: readonly CommandBody[]): FormFault[] {
  const check = new FormCheck();
  const seen = new Set<string>();
  (bodies as readonly Named[]).forEach((command, i) => {
    checkCommand(check, command, i);
    const key = `${command.type ?? 1} ${command.name}`;
    if (seen.has(key)) {
      check.add([i], 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique');
    }
    seen.add(key);
  });
  for (const [type, most] of Object.entries(MOST)) {
    const many = (bodies as readonly Named[]).filter((body) => String(body.type ?? 1) === type).length;
    if (many > most) check.add([], 'APPLICATION_COMMAND_TOO_MANY', `Must be ${most} or fewer in length.`);
  }
  return check.faults;
}

function checkCommand(
  check: FormCheck,
  { name, type = 1, description, options = [] }: Named,
  i: number,
): void {
  check.between([i, 'name'], name, [1, 32]);
  if (type !== 1) {
    // Menus have a name only.
    if (sizeOf(description) > 0)
      check.add([i, 'description'], 'APPLICATION_COMMAND_DESCRIPTION_INVALID', EMPTY);
    return;
  }
  checkName(check, name, [i, 'name']);
  check.between([i, 'description'], description ?? '', [1, 100]);
  check.atMost([i, 'options'], options, 25);
  let optionalSeen = false;
  const seen = new Set<string>();
  options.forEach((option, j) => {
    const at = [i, 'options', j];
    checkName(check, option.name, [...at, 'name']);
    check.between([...at, 'description'], option.description, [1, 100]);
    checkChoices(check, option, at);
    if (seen.has(option.name)) {
      check.add(at, 'APPLICATION_COMMAND_OPTIONS_NAME_INVALID', 'Option names must be unique');
    }
    seen.add(option.name);
    if (option.required === true && optionalSeen) {
      check.add(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optionalSeen ||= option.required !== true;
  });
  if (charactersOf(name, description, options) > TOTAL) {
    const message = `Command exceeds maximum size of ${TOTAL}`;
    check.add([i], 'APPLICATION_COMMAND_TOO_LARGE', message);
  }
}

function checkChoices(check: FormCheck, option: NamedOption, at: (string | number)[]): void {
  const { choices = [], autocomplete } = option;
  check.atMost([...at, 'choices'], choices, 25);
  choices.forEach(({ name, value }, i) => {
    check.between([...at, 'choices', i, 'name'], name, [1, 100]);
    if (typeof value === 'string') check.between([...at, 'choices', i, 'value'], value, [1, 100]);
  });
  if (autocomplete === true && choices.length > 0) {
    const message = 'Autocomplete cannot be used with choices';
    check.add([...at, 'autocomplete'], 'APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES', message);
  }
}

function charactersOf(
  name: string,
  description: string | undefined,
  options: readonly NamedOption[],
): number {
  const texts = options.flatMap(({ choices = [], ...option }) => [
    option.name,
    option.description,
    ...choices.flatMap((choice) => [choice.name, String(choice.value)]),
  ]);
  return [name, description, ...texts].reduce((sum, text) => sum + sizeOf(text), 0);
}

function checkName(check: FormCheck, name: string, at: (string | number)[]): void {
  if (!SLASH_NAME.test(name) || name !== name.toLowerCase()) {
    check.add(at, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}
