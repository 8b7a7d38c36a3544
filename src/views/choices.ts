import type { APIApplicationCommandOptionChoice } from 'discord.js';
import type { Clip } from '../domain/clip.js';
import { shorten } from './shorten.js';

/** Longest name of a choice that Discord takes. */
const MAX_CHOICE_LENGTH = 100;

type Choosable = Pick<Clip, 'id' | 'name' | 'uploadedAt'>;

/** What is put behind a name, from nothing to what no two clips share. */
const SUFFIXES: readonly ((clip: Choosable) => string)[] = [
  () => '',
  ({ uploadedAt }) => ` · ${timeOf(uploadedAt)}`,
  ({ uploadedAt, id }) => ` · ${timeOf(uploadedAt)} · ${id.slice(0, 6)}`,
  ({ id }) => ` · ${id}`,
];

/** Clips as autocomplete choices; those that would look alike are told apart by when they were uploaded (UTC), or by id. */
export function clipChoices(clips: readonly Choosable[]): APIApplicationCommandOptionChoice<string>[] {
  let choices = clips.map((clip) => ({ clip, suffix: 0, label: labelOf(clip, 0) }));
  for (let last = 1; last < SUFFIXES.length; last += 1) {
    const seen = new Map<string, number>();
    for (const { label } of choices) seen.set(lookOf(label), (seen.get(lookOf(label)) ?? 0) + 1);
    choices = choices.map((choice) => {
      if (seen.get(lookOf(choice.label)) === 1) return choice;
      const suffix = choice.suffix + 1;
      return { ...choice, suffix, label: labelOf(choice.clip, suffix) };
    });
  }
  return choices.map(({ clip, label }) => ({ name: label, value: clip.id }));
}

function labelOf(clip: Choosable, number: number): string {
  const suffix = SUFFIXES[number]!(clip);
  return shorten(clip.name, MAX_CHOICE_LENGTH - suffix.length) + suffix;
}

/**
 * Letters of Cyrillic and Greek that are drawn like Latin ones, and those.
 *
 * @see https://www.unicode.org/reports/tr39/ - Some of its confusable characters.
 */
const LIKE_LATIN = {
  letters: 'АВЕЅІЈКМНОРСТХҮаеорсухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονα',
  latin: 'ABESIJKMHOPCTXYaeopcyxsijhdqwABEZHIKMNOPTYXova',
};
const latinOf = new Map(
  Array.from(LIKE_LATIN.letters, (letter, i) => [letter, LIKE_LATIN.latin[i]!] as const),
);

/**
 * The same for labels that the eye can hardly tell apart: by widths and scripts of letters, spaces, or what joins and
 * colours emoji.
 */
const lookOf = (label: string) =>
  label
    .normalize('NFKC')
    .replace(/\s|\u200d|\ufe0e|\ufe0f/gu, '')
    .replace(/[\p{Script=Cyrillic}\p{Script=Greek}]/gu, (letter) => latinOf.get(letter) ?? letter);

const timeOf = (uploadedAt: number) => new Date(uploadedAt).toISOString().slice(0, 19).replace('T', ' ');
