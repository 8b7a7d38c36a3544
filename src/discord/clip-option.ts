import type { SlashCommandStringOption } from 'discord.js';
import { clipChoices } from '../views/choices.js';
import type { SlashCommand, SlashContext } from './command.js';

/** What members see and type; in code, a reference to a saved clip is a `clipRef`. */
const NAME = 'file';

/** The option by which commands are told a saved clip. */
export const clipOption =
  (description: string, { isRequired = true } = {}) =>
  (option: SlashCommandStringOption) =>
    option.setName(NAME).setDescription(description).setRequired(isRequired).setAutocomplete(true);

/** The clip that was chosen: its id, which autocomplete sends, or its name, as typed. */
export const readClipRef = (options: SlashContext['options']): string => options.getString(NAME, true);

/** The same where it may be left out. */
export const findClipRef = (options: SlashContext['options']): string | undefined =>
  options.getString(NAME) ?? undefined;

/** Offers the server's clips while someone types the option. */
export const suggestClips: NonNullable<SlashCommand['autocomplete']> = async (request, useCases) =>
  clipChoices(await useCases.suggestClips(request));
