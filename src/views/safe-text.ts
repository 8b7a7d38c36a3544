/** What has a meaning in markdown wherever it stands, mentions, timestamps, emoji and masked links included. */
const ANYWHERE = /[\\`*_~|<>@[\]]/g;

/** What makes a heading, a subtext or a list of a line that begins with it. */
const AT_START = /^(\d*)([#+.-])/;

/**
 * Text of a member's making as it may stand in a message: markdown, mentions, timestamps, custom emoji and links
 * show as they were typed. Pings are off in every message besides.
 *
 * discord.js' own `escapeMarkdown` looks for whole pairs, and leaves some open: `[a](b)****` came out half in italics.
 *
 * @param text - Of one line. Comes back at most twice as long.
 */
export function safeText(text: string): string {
  return text.replace(ANYWHERE, '\\$&').replace(AT_START, '$1\\$2').replace(/:\/\//g, ':\u2060//');
}
