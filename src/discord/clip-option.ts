import type { SlashCommandStringOption } from 'discord.js';
import { clipChoices } from '../views/choices.js';
import type { SlashCommand } from './command.js';

/** The option `file`, by which commands are told a saved clip. */
export const clipOption = (description: string) => (option: SlashCommandStringOption) =>
  option.setName('file').setDescription(description).setRequired(true).setAutocomplete(true);

/** Offers the server's clips while someone types the option `file`. */
export const suggestClips: NonNullable<SlashCommand['autocomplete']> = async (request, useCases) =>
  clipChoices(await useCases.suggestClips(request));
