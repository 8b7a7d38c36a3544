import { html, nothing, type TemplateResult } from 'lit';
import { withEmoji } from './emoji.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** What of a select menu the page shows. */
export interface SelectFacts {
  custom_id: string;
  placeholder?: string;
  disabled?: boolean;
  options: readonly SelectOption[];
}

interface SelectOption {
  label: string;
  value: string;
  description?: string;
  default?: boolean;
  emoji?: { name?: string | null };
}

/** A message's select menu, in which one choice is made at a time. */
export class SelectMenu extends LightElement {
  static override properties = {
    facts: { attribute: false },
    isUsed: { attribute: false },
    choose: { attribute: false },
    isOpen: { state: true },
    opensUp: { state: true },
  };
  declare facts: SelectFacts;
  /** Whether a choice waits for an answer. */
  declare isUsed: boolean;
  declare choose: (value: string) => void;
  declare private isOpen: boolean;
  /** Whether there is more room above it than below. */
  declare private opensUp: boolean;

  constructor() {
    super();
    this.isOpen = false;
    this.opensUp = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.closeOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.closeOutside);
  }

  protected override render(): TemplateResult {
    const { custom_id, placeholder = 'Make a selection', disabled = false, options } = this.facts;
    const chosen = options.find((option) => option.default);
    const listId = `choices-of-${custom_id}`;
    return html`
      <button
        type="button"
        class="select"
        aria-haspopup="listbox"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        aria-controls=${this.isOpen ? listId : nothing}
        aria-label=${chosen ? `${placeholder} Chosen: ${chosen.label}` : placeholder}
        aria-busy=${this.isUsed ? 'true' : nothing}
        ?disabled=${disabled}
        @click=${this.toggle}
        @keydown=${this.onButtonKey}
      >
        <span class=${chosen ? 'select-chosen' : 'select-placeholder'}>
          ${chosen ? optionLabel(chosen) : placeholder}
        </span>
        ${this.isUsed ? html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>` : icons.down}
      </button>
      ${this.isOpen ? this.listView(listId, placeholder, options) : nothing}
    `;
  }

  private listView(id: string, label: string, options: readonly SelectOption[]): TemplateResult {
    return html`
      <div
        id=${id}
        class="choices ${this.opensUp ? 'up' : ''}"
        role="listbox"
        aria-label=${label}
        @keydown=${this.onKey}
      >
        ${options.map(
          (option) => html`
            <div
              class="choice"
              role="option"
              tabindex="-1"
              aria-selected=${option.default ? 'true' : 'false'}
              data-value=${option.value}
              @click=${() => {
                this.pick(option.value);
              }}
            >
              <span class="choice-label">${optionLabel(option)}</span>
              ${option.description ? html`<span class="choice-detail">${option.description}</span>` : nothing}
            </div>
          `,
        )}
      </div>
    `;
  }

  private readonly closeOutside = (event: Event): void => {
    if (this.isOpen && !(event.target instanceof Node && this.contains(event.target))) this.isOpen = false;
  };

  private readonly toggle = (): void => {
    if (this.isOpen) this.close();
    else this.open();
  };

  private open(): void {
    if (this.isUsed) return;
    const { top, bottom } = this.getBoundingClientRect();
    this.opensUp = top > innerHeight - bottom;
    this.isOpen = true;
    void this.updateComplete.then(() => {
      const { items } = this;
      (items.find((item) => item.getAttribute('aria-selected') === 'true') ?? items[0])?.focus();
    });
  }

  private close(): void {
    this.isOpen = false;
    this.querySelector<HTMLElement>('.select')?.focus();
  }

  private pick(value: string): void {
    this.close();
    this.choose(value);
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=option]')];
  }

  private readonly onButtonKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.open();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const { items } = this;
    const target = event.target as HTMLElement;
    const at = items.indexOf(target);
    const goal = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (goal !== undefined) items[(goal + items.length) % items.length]?.focus();
    else if (event.key === 'Enter' || event.key === ' ') this.pick(target.dataset.value ?? '');
    else if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab') this.isOpen = false;
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
}

const optionLabel = ({ label, emoji }: SelectOption) =>
  html`${emoji?.name ? withEmoji(emoji.name) : nothing} ${label}`;

customElements.define('select-menu', SelectMenu);
