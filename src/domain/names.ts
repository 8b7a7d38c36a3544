/** Longest name shown, in user-perceived characters. */
export const MAX_NAME_LENGTH = 80;

/** Longest name in UTF-16 units: escaped for markdown it at most doubles, and Discord's titles end at 256. */
export const MAX_CODE_UNITS = 120;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Makes a name safe to keep and to show: composed form, no control, bidirectional or otherwise invisible
 * characters (except those that join emoji), single spaces, at most {@link MAX_NAME_LENGTH} characters.
 * Markdown is left alone: escaping belongs to the views.
 *
 * @returns `undefined` if nothing visible is left.
 */
export function cleanName(text: string): string | undefined {
  const visible = text
    .normalize('NFC')
    // The blank of braille is a space to the eye.
    .replace(/[\s\u2800]+/gu, ' ')
    // Cc control, Cf format (bidi marks among them), Cs lone surrogates, Co private use, and fillers that show nothing;
    // U+200D joins emoji, U+FE0E and U+FE0F choose between emoji and text.
    .replace(/[\p{Cc}\p{Cs}\p{Co}]|(?!\u200d|\ufe0e|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replace(/ +/g, ' ')
    .trim();
  let short = '';
  let count = 0;
  for (const { segment } of graphemes.segment(visible)) {
    if (count === MAX_NAME_LENGTH || short.length + segment.length > MAX_CODE_UNITS) break;
    short += segment;
    count += 1;
  }
  short = short.trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : undefined;
}

const ENDING = /\.[a-z0-9]{1,5}$/i;

/**
 * A file's name, cleaned like any name but with its ending kept, by which players know what it is.
 *
 * @param title - See {@link nameFromFile}.
 */
export function cleanFileName(fileName: string, title?: string): string {
  return nameFromFile(fileName, title) + (ENDING.exec(fileName)?.[0] ?? '');
}

/** So much of a clip's name goes into a file's, in UTF-16 units: with what is added, every file system takes it. */
const MAX_FILE_NAME = 60;

/**
 * A clip's name as part of a file's: without what Windows, or any other system, does not take.
 *
 * @param ending - With its dot, such as `.ogg`.
 */
export function safeFileName(name: string, ending: string): string {
  const safe = name.replace(/[\\/:*?"<>|]/g, '_').replace(/^\.+|[. ]+$/g, '');
  const short = safe
    .slice(0, MAX_FILE_NAME)
    .replace(/[\ud800-\udbff]$/, '')
    .trim();
  return (short || 'clip') + ending;
}

/** A file name's ending with its dot, in small letters; empty where there is none. */
export const endingOf = (fileName: string) => ENDING.exec(fileName)?.[0].toLowerCase() ?? '';

/**
 * The name that a file suggests: its own, without path and ending.
 *
 * @param title - Where Discord had to change the name: as it was sent, without its ending. It goes first, since letters
 *   that are not ASCII survive in it alone.
 */
export function nameFromFile(fileName: string, title = ''): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? '';
  return cleanName(title) ?? cleanName(base.replace(ENDING, '')) ?? 'clip';
}

/**
 * A name as it is searched by: whatever its case, in every script that has one, and however its characters are composed.
 * Both sides of a comparison are folded.
 */
export function foldName(text: string): string {
  // Most names by far are found without the tables of Unicode.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return (
    text
      .normalize('NFKD')
      // Upwards in between: only so do ẞ, ß and ss meet, or ı and i.
      .toLowerCase()
      .toUpperCase()
      .toLowerCase()
      .replace(/ς/g, 'σ')
      // What remains of İ.
      .replace(/i\u0307/g, 'i')
      .normalize('NFKC')
  );
}
