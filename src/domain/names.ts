/** Longest name shown, in user-perceived characters. */
export const MAX_NAME_LENGTH = 80;

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
    .replace(/[\s\u2028\u2029]+/gu, ' ')
    // Cc control, Cf format (bidi marks among them), Cs lone surrogates, Co private use; U+200D joins emoji.
    .replace(/[\p{Cc}\p{Cs}\p{Co}]|(?!\u200d)\p{Cf}/gu, '')
    .replace(/ +/g, ' ')
    .trim();
  const short = [...graphemes.segment(visible)]
    .slice(0, MAX_NAME_LENGTH)
    .map(({ segment }) => segment.slice(0, 32))
    .join('')
    .trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : undefined;
}

/** The name that a file suggests: its own, without path and ending. */
export function nameFromFile(fileName: string): string {
  const base = fileName.split(/[/\\]/).at(-1) ?? '';
  return cleanName(base.replace(/\.[a-z0-9]{1,5}$/i, '')) ?? 'clip';
}
