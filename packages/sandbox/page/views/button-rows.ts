import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxMessage } from '../../src/protocol.js';
import { withEmoji } from './emoji.js';

/** Types of components that the page knows, by Discord's numbers. */
const ROW = 1;
const BUTTON = 2;

/** Classes by Discord's button style. */
const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };

/** What of a button the page shows. */
interface ButtonFacts {
  type: number;
  style: number;
  label?: string;
  custom_id?: string;
  disabled?: boolean;
  emoji?: { name?: string | null };
}

/** A message's buttons; one that waits for an answer says so. */
export function buttonRows(
  { components = [] }: SandboxMessage,
  pressed: readonly string[],
  press: (customId: string) => void,
): TemplateResult | typeof nothing {
  const rows = components as readonly { type: number; components?: readonly ButtonFacts[] }[];
  const shown = rows.filter(({ type }) => type === ROW);
  if (shown.length === 0) return nothing;
  return html`${shown.map(
    ({ components: buttons = [] }) => html`
      <div class="buttons">
        ${buttons
          .filter(({ type }) => type === BUTTON)
          .map((button) => buttonView(button, pressed.includes(button.custom_id ?? ''), press))}
      </div>
    `,
  )}`;
}

function buttonView(
  { style, label = '', custom_id = '', disabled, emoji }: ButtonFacts,
  isPressed: boolean,
  press: (customId: string) => void,
): TemplateResult {
  return html`
    <button
      type="button"
      class="button ${STYLES[style] ?? 'secondary'}"
      ?disabled=${disabled === true || custom_id === ''}
      aria-busy=${isPressed ? 'true' : nothing}
      @click=${() => {
        if (!isPressed) press(custom_id);
      }}
    >
      ${emoji?.name ? withEmoji(emoji.name) : nothing} ${label}
      ${isPressed ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : nothing}
    </button>
  `;
}
