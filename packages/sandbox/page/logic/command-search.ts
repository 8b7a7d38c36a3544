import type { SandboxCommand } from '../../src/protocol.js';

/** A slash command. */
export const isSlash = ({ type }: SandboxCommand) => type === 1;

/** A command of message menus. */
export const isMessageMenu = ({ type }: SandboxCommand) => type === 3;

/**
 * The slash commands that a text may be the beginning of: those whose name begins with it, then those that hold it.
 *
 * @returns Undefined if the text is no beginning of a command.
 */
export function findCommands(
  commands: readonly SandboxCommand[],
  text: string,
): readonly SandboxCommand[] | undefined {
  const typed = /^\/(\S*)$/.exec(text)?.[1]?.toLowerCase();
  if (typed === undefined) return undefined;
  const slash = commands.filter(isSlash);
  const begins = slash.filter(({ name }) => name.startsWith(typed));
  return [...begins, ...slash.filter((command) => !begins.includes(command) && command.name.includes(typed))];
}
