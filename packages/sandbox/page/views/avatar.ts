import { html, type TemplateResult } from 'lit';

/** Grounds on which white initials read well. */
const GROUNDS = ['#4752c4', '#1f7a4d', '#a12d6b', '#8a5a00', '#0b7285', '#a63a2b'] as const;

/** A picture of someone: initials on a colour that stays theirs. Decoration; the name stands beside it. */
export function avatar(id: string, name: string): TemplateResult {
  const ground = GROUNDS[Number(id.slice(-6)) % GROUNDS.length];
  return html`
    <svg class="avatar" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" fill=${ground ?? GROUNDS[0]} />
      <text x="20" y="26" text-anchor="middle" font-size="16" font-weight="600" fill="#fff">
        ${initials(name)}
      </text>
    </svg>
  `;
}

/** The bot's own picture. */
export function botAvatar(): TemplateResult {
  return html`
    <svg class="avatar" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" fill="#5865f2" />
      <path
        d="M10 17v6M15 13v14M20 9v22M25 14v12M30 17v6"
        stroke="#fff"
        stroke-width="3"
        stroke-linecap="round"
      />
    </svg>
  `;
}

/** Initials of a name, at most two letters. */
export function initials(name: string): string {
  const words = name.split(/[\s'’-]+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  return words
    .slice(0, 2)
    .map((word) => word[0]!.toUpperCase())
    .join('');
}
