import { html, type TemplateResult } from 'lit';
import type { SandboxState } from '../../src/protocol.js';
import { avatar, initials } from './avatar.js';
import { icons } from './icons.js';
import type { PageActions } from './page-actions.js';
import { channelIcon, placeOf } from './place.js';

/** The servers, at the very left. */
export function serverRail(
  { guilds, view: { guildId, userId } }: SandboxState,
  { view }: PageActions,
): TemplateResult {
  return html`
    <nav class="rail" aria-label="Servers">
      <ul>
        ${guilds.map(
          ({ id, name, kind }) => html`
            <li class=${id === guildId ? 'current' : ''}>
              <button
                type="button"
                class="server"
                title=${kind === 'direct' ? 'Direct messages' : name}
                aria-current=${id === guildId ? 'true' : 'false'}
                @click=${() => {
                  view(id, userId);
                }}
              >
                <span aria-hidden="true">${kind === 'direct' ? icons.chat : initials(name)}</span>
                <span class="hidden">${kind === 'direct' ? `Direct messages with ${name}` : name}</span>
              </button>
            </li>
          `,
        )}
      </ul>
    </nav>
  `;
}

/** The server's name and channel, and below whose eyes one looks through. */
export function sideBar(sandbox: SandboxState, actions: PageActions): TemplateResult {
  const place = placeOf(sandbox);
  const isDirect = place?.kind === 'direct';
  return html`
    <aside class="side" aria-label="Server">
      <div class="side-title">${isDirect ? 'Direct messages' : place?.name}</div>
      <div class="side-channels">
        <div class="side-heading">${isDirect ? 'With' : 'Text channels'}</div>
        <div class="channel">${channelIcon(sandbox)} ${place?.channel.name}</div>
      </div>
      ${memberSwitcher(sandbox, actions)}
    </aside>
  `;
}

function memberSwitcher({ users, view: { guildId, userId } }: SandboxState, { view }: PageActions) {
  return html`
    <fieldset class="members">
      <legend>You are</legend>
      ${users.map(
        ({ id, name, role }) => html`
          <label class="member">
            <input
              type="radio"
              name="member"
              class="hidden"
              .checked=${id === userId}
              @change=${() => {
                view(guildId, id);
              }}
            />
            ${avatar(id, name)}
            <span class="member-name">${name}<small>${role ?? 'member'}</small></span>
          </label>
        `,
      )}
    </fieldset>
  `;
}
