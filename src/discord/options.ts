import {
  DiscordjsErrorCodes,
  DiscordjsTypeError,
  type SlashCommandAttachmentOption,
  type SlashCommandBooleanOption,
} from 'discord.js';
import type { Answerable } from './responder.js';

const PRIVATE = 'private';

/** The option by which an answer is asked for that nobody else sees; see `Policy.visibility`. */
export const privateOption = (option: SlashCommandBooleanOption) =>
  option.setName(PRIVATE).setDescription('Yes: only you see the answer');

export const asksForPrivacy = (interaction: Answerable): boolean =>
  interaction.isChatInputCommand() && interaction.options.getBoolean(PRIVATE) === true;

/** A sound from the asker's disk. Discord's own idea of a sound lacks some endings. */
export const audioOption = (description: string) => (option: SlashCommandAttachmentOption) =>
  option
    .setName('audio')
    .setDescription(description)
    .setFileTypes('audio', 'video', '.opus', '.oga', '.weba', '.mka', '.amr', '.caf', '.aiff');

const WRONG: ReadonlySet<DiscordjsErrorCodes> = new Set([
  DiscordjsErrorCodes.CommandInteractionOptionEmpty,
  DiscordjsErrorCodes.CommandInteractionOptionNotFound,
  DiscordjsErrorCodes.CommandInteractionOptionType,
]);

/** Whether a command came without an option that it needs, or with one of another type: it is not the one we know. */
export function isWrongOption(error: unknown): boolean {
  return error instanceof DiscordjsTypeError && WRONG.has(error.code);
}
