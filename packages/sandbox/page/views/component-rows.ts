import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxMessage } from '../../src/protocol.js';
import { withEmoji } from './emoji.js';
import type { SelectFacts } from './select-menu.js';
import './select-menu.js';

/** Types of components that the page knows, by Discord's numbers. */
const ROW = 1;
const BUTTON = 2;
const SELECT = 3;

/** Classes by Discord's button style. */
const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger' };

/** What of a button the page shows. */
interface ButtonFacts {
  type: typeof BUTTON;
  style: number;
  label?: string;
  custom_id?: string;
  disabled?: boolean;
  emoji?: { name?: string | null };
}

type ComponentFacts = ButtonFacts | (SelectFacts & { type: typeof SELECT });

/** What comes of a message's components. */
export interface ComponentUse {
  /** `custom_id`s of those that wait for an answer. */
  used: readonly string[];
  press: (customId: string) => void;
  choose: (customId: string, value: string) => void;
}

/** A message's buttons and select menus; one that waits for an answer says so. */
export function componentRows(
  { components = [] }: SandboxMessage,
  use: ComponentUse,
): TemplateResult | typeof nothing {
  const rows = components as unknown as readonly { type: number; components?: readonly ComponentFacts[] }[];
  const shown = rows.filter(({ type }) => type === ROW);
  if (shown.length === 0) return nothing;
  return html`${shown.map(
    ({ components: inRow = [] }) => html`
      <div class="components">${inRow.map((component) => componentView(component, use))}</div>
    `,
  )}`;
}

function componentView(component: ComponentFacts, { used, press, choose }: ComponentUse): unknown {
  switch (component.type) {
    case BUTTON:
      return buttonView(component, used.includes(component.custom_id ?? ''), press);
    case SELECT:
      return html`<select-menu
        .facts=${component}
        .isUsed=${used.includes(component.custom_id)}
        .choose=${(value: string) => {
          choose(component.custom_id, value);
        }}
      ></select-menu>`;
    default:
      return nothing;
  }
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
