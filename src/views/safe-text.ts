import { escapeMarkdown } from 'discord.js';

const EVERY_ESCAPE = { heading: true, bulletedList: true, numberedList: true, maskedLink: true } as const;

/**
 * Text of a member's making as it may stand in a message: markdown, mentions, timestamps, custom emoji and links
 * show as they were typed. Pings are off in every message besides.
 */
export function safeText(text: string): string {
  return escapeMarkdown(text, EVERY_ESCAPE).replace(/[<>@]/g, '\\$&').replace(/:\/\//g, ':\u2060//');
}
