import { html, type TemplateResult } from 'lit';
import type { SandboxGuild, SandboxState } from '../../src/protocol.js';
import { icons } from './icons.js';

/** Where one is. */
export const placeOf = ({ guilds, view }: SandboxState): SandboxGuild | undefined =>
  guilds.find(({ id }) => id === view.guildId);

/** The name of the channel on show, or of whom one writes to. */
export const channelOf = (sandbox: SandboxState): string => placeOf(sandbox)?.channel.name ?? '';

/** The same with the sign before it that Discord writes. */
export const addressOf = (sandbox: SandboxState): string =>
  `${placeOf(sandbox)?.kind === 'direct' ? '@' : '#'}${channelOf(sandbox)}`;

export const channelIcon = (sandbox: SandboxState): TemplateResult =>
  placeOf(sandbox)?.kind === 'direct' ? icons.chat : icons.hash;

/** What is particular about a place, where it has not invited the bot. */
export function placeNote({ kind }: SandboxGuild): TemplateResult | undefined {
  switch (kind) {
    case 'server':
      return undefined;
    case 'direct':
      return html`Only you are here. Overtone listens with <kbd>/detect</kbd> and <b>Detect emotion</b>, and
        keeps nothing.`;
    case 'elsewhere':
      return html`This server never invited Overtone: you bring it along as an app of yours. Only you see its
      answers, and it keeps nothing here.`;
  }
}
