import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** The ⋯ button of a message, with the bot's commands for it. */
export class MessageMenu extends LightElement {
  static override properties = {
    names: { attribute: false },
    choose: { attribute: false },
    isOpen: { state: true },
    place: { state: true },
  };
  /** Names of the commands. */
  declare names: readonly string[];
  declare choose: (name: string) => void;
  declare private isOpen: boolean;
  /** Where the pointer asked for it, in pixels; else it opens at the button. */
  declare private place: { left: number; top: number } | undefined;

  constructor() {
    super();
    this.names = [];
    this.isOpen = false;
  }

  /** Opens at a point of the window, as the second mouse button asks for. */
  openAt(left: number, top: number): void {
    this.place = { left: Math.min(left, innerWidth - 220), top: Math.min(top, innerHeight - 140) };
    this.open();
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
    const at = this.place
      ? {
          position: 'fixed',
          left: `${this.place.left}px`,
          top: `${this.place.top}px`,
          right: 'auto',
          bottom: 'auto',
        }
      : {};
    return html`
      <button
        type="button"
        class="icon-button more"
        aria-label="More"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen ? 'true' : 'false'}
        @click=${this.toggle}
      >
        ${icons.more}
      </button>
      ${
        this.isOpen
          ? html`<div class="menu" role="menu" aria-label="Apps" style=${styleMap(at)} @keydown=${this.onKey}>
              <div class="menu-title" aria-hidden="true">${icons.apps} Apps</div>
              ${this.names.map(
                (name) => html`
                  <button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    @click=${() => {
                      this.pick(name);
                    }}
                  >
                    ${name}
                  </button>
                `,
              )}
            </div>`
          : nothing
      }
    `;
  }

  private readonly closeOutside = (event: Event): void => {
    if (this.isOpen && !(event.target instanceof Node && this.contains(event.target))) this.close();
  };

  private readonly toggle = (): void => {
    this.place = undefined;
    if (this.isOpen) this.close();
    else this.open();
  };

  private open(): void {
    this.isOpen = true;
    void this.updateComplete.then(() => this.items[0]?.focus());
  }

  private close(): void {
    this.isOpen = false;
    this.place = undefined;
  }

  private pick(name: string): void {
    this.close();
    this.querySelector<HTMLElement>('.more')?.focus();
    this.choose(name);
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { items } = this;
    const at = items.indexOf(event.target as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === 'Escape') this.querySelector<HTMLElement>('.more')?.focus();
    else if (event.key !== 'Tab') return;
    if (event.key === 'Escape' || event.key === 'Tab') this.close();
    if (event.key !== 'Tab') event.preventDefault();
  };
}

customElements.define('message-menu', MessageMenu);
