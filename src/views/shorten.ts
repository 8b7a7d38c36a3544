/** Cuts to so many UTF-16 units, without splitting a character; what was cut off is said by `…`. */
export function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  let short = '';
  for (const character of text) {
    if (short.length + character.length >= length) break;
    short += character;
  }
  return `${short}…`;
}
