import type { RESTPostAPIApplicationCommandsJSONBody as CommandBody } from 'discord.js';
import type { FormFault } from '../rest/api-error.js';
import { FormCheck } from './form-check.js';

/** Names of slash commands and options: lower case, no spaces. */
const SLASH_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
/** How many of each type an application may have: slash commands, user menus, message menus. */
const MOST: Record<number, number> = { 1: 100, 2: 15, 3: 15 };

interface Named {
  name: string;
  type?: number;
  description?: string;
  options?: { name: string; description: string; type: number; required?: boolean }[];
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
  if (type !== 1) return;
  checkName(check, name, [i, 'name']);
  check.between([i, 'description'], description ?? '', [1, 100]);
  check.atMost([i, 'options'], options, 25);
  let optionalSeen = false;
  options.forEach((option, j) => {
    const at = [i, 'options', j];
    checkName(check, option.name, [...at, 'name']);
    check.between([...at, 'description'], option.description, [1, 100]);
    if (option.required === true && optionalSeen) {
      check.add(
        at,
        'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
        'Required options must be placed before non-required options',
      );
    }
    optionalSeen ||= option.required !== true;
  });
}

function checkName(check: FormCheck, name: string, at: (string | number)[]): void {
  if (!SLASH_NAME.test(name) || name !== name.toLowerCase()) {
    check.add(at, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
}
