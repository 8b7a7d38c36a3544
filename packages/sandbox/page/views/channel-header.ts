import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxState } from '../../src/protocol.js';
import type { Link, PageState } from '../logic/state.js';
import { icons } from './icons.js';
import { channelIcon, channelOf } from './place.js';

/** The channel's name, how the bot is, and the theme. */
export function channelHeader(
  sandbox: SandboxState | undefined,
  link: Link,
  theme: { isLight: boolean; toggle: () => void },
): TemplateResult {
  const { isLight, toggle } = theme;
  return html`
    <header class="header">
      <h1>${sandbox ? channelIcon(sandbox) : icons.hash} ${sandbox ? channelOf(sandbox) : 'Overtone'}</h1>
      <span class="presence" role="status">${presence(sandbox, link)}</span>
      <button
        type="button"
        class="icon-button"
        aria-label=${isLight ? 'Use the dark theme' : 'Use the light theme'}
        @click=${toggle}
      >
        ${isLight ? icons.moon : icons.sun}
      </button>
    </header>
  `;
}

function presence(sandbox: SandboxState | undefined, link: Link): TemplateResult {
  if (link === 'lost') return html`<i class="dot lost"></i>Reconnecting…`;
  if (!sandbox) return html`<i class="dot lost"></i>Connecting…`;
  const { isOnline, application } = sandbox;
  return html`<i class="dot ${isOnline ? 'online' : 'offline'}"></i>${application.name}
    ${isOnline ? 'online' : 'offline'}`;
}

/** Says what this is. */
export const sandboxBanner = (): TemplateResult => html`
  <div class="banner" role="note">
    ${icons.lock}
    <span><b>Sandbox.</b> The very same bot, without Discord. Everything stays on this machine.</span>
  </div>
`;

/** Says why nothing answers, while nothing does. */
export function troubleBanner({ link, sandbox }: PageState): TemplateResult | typeof nothing {
  if (link === 'lost') {
    return html`<div class="offline" role="alert">
      The sandbox does not answer. Start it again with npm start: this page finds it by itself.
    </div>`;
  }
  if (sandbox?.isOnline === false) {
    return html`<div class="offline" role="alert">The bot is offline: commands get no answer.</div>`;
  }
  return nothing;
}
