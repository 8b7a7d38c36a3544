import { EmbedBuilder } from 'discord.js';
import type { UserError } from '../domain/errors.js';
import { cleanFileName } from '../domain/names.js';
import { COLOURS } from './colours.js';
import type { Payload } from './payload.js';
import { safeText } from './safe-text.js';
import { shorten } from './shorten.js';

/** A sound of a message, by its file's name and title, and what was wrong with it. */
export interface FailedSound {
  attachment: { fileName: string; title?: string | undefined };
  error: UserError;
}

/** Longest name in a line of text, in UTF-16 units: ten such lines fit into a message. */
const MAX_NAME = 40;

/** The fault of each file, where nothing was heard. @throws {UserError} where it is the same with all. */
export function refusals(failed: readonly FailedSound[]): Payload {
  const [first] = failed;
  const codes = new Set(failed.map(({ error }) => error.code));
  // What whoever runs the bot has to look into is shown with its reference to the log.
  const forOperator = failed.find(({ error }) => error.forOperator);
  if (forOperator ?? codes.size === 1) throw (forOperator ?? first)!.error;
  const embed = new EmbedBuilder().setColor(COLOURS.warning).setDescription(failureLines(failed).join('\n'));
  return { embeds: [embed], onlyForAsker: true };
}

/** One line for each thing that is wrong, with the names of the files that it is wrong with. */
export function failureLines(failed: readonly FailedSound[]): string[] {
  const names = new Map<string, string[]>();
  for (const { attachment, error } of failed) {
    const name = cleanFileName(attachment.fileName, attachment.title);
    const shown = `**${safeText(shorten(name, MAX_NAME))}**`;
    names.set(error.message, [...(names.get(error.message) ?? []), shown]);
  }
  return [...names].map(([message, files]) => `${files.join(', ')}: ${message}`);
}

/** Says how many files were not tried, because so many are the most of one message. */
export const leftOutLine = (leftOut: number, taken: number) =>
  `${leftOut} more ${leftOut === 1 ? 'file was' : 'files were'} left out: I take ${taken} of a message.`;
