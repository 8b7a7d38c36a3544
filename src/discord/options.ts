import { DiscordjsErrorCodes, DiscordjsTypeError } from 'discord.js';

const WRONG: ReadonlySet<DiscordjsErrorCodes> = new Set([
  DiscordjsErrorCodes.CommandInteractionOptionEmpty,
  DiscordjsErrorCodes.CommandInteractionOptionNotFound,
  DiscordjsErrorCodes.CommandInteractionOptionType,
]);

/** Whether a command came without an option that it needs, or with one of another type: it is not the one we know. */
export function isWrongOption(error: unknown): boolean {
  return error instanceof DiscordjsTypeError && WRONG.has(error.code);
}
