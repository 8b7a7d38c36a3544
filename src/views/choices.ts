import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Clip } from '../domain/clip.js';

/** Longest name of a choice that Discord takes. */
const MAX_CHOICE_LENGTH = 100;

/** Clips as autocomplete choices; those that share a name are told apart by when they were uploaded (UTC). */
export function clipChoices(
  clips: readonly Pick<Clip, 'id' | 'name' | 'uploadedAt'>[],
): APIApplicationCommandOptionChoice<string>[] {
  const shared = (name: string) => clips.filter((clip) => clip.name === name).length > 1;
  return clips.map(({ id, name, uploadedAt }) => {
    const suffix = shared(name)
      ? ` · ${new Date(uploadedAt).toISOString().slice(0, 19).replace('T', ' ')}`
      : '';
    return { name: shorten(name, MAX_CHOICE_LENGTH - suffix.length) + suffix, value: id };
  });
}

/** Cuts to UTF-16 length without splitting a character. */
function shorten(text: string, length: number): string {
  let short = '';
  for (const character of text) {
    if (short.length + character.length > length) break;
    short += character;
  }
  return short;
}
