import { html, nothing, type TemplateResult } from 'lit';
import type { Choices } from '../client/socket.js';
import { LightElement } from './light-element.js';
import { movedActive, showActive, suggestionId, suggestionList } from './suggestion-list.js';

/** Typing waits this long before the bot is asked, in milliseconds. */
const DEBOUNCE_MS = 150;

type Choice = Choices[number];

/** An option's text field, with suggestions where there are any. */
export class OptionCombobox extends LightElement {
  static override properties = {
    name: { attribute: false },
    description: { attribute: false },
    text: { attribute: false },
    isMissing: { attribute: false },
    suggest: { attribute: false },
    onType: { attribute: false },
    onPick: { attribute: false },
    choices: { state: true },
    active: { state: true },
    isOpen: { state: true },
  };
  declare name: string;
  declare description: string;
  declare text: string;
  /** Whether to say that a value is required. */
  declare isMissing: boolean;
  /** Undefined where any text will do. */
  declare suggest: ((typed: string) => Promise<Choices>) | undefined;
  declare onType: (text: string) => void;
  declare onPick: (choice: Choice) => void;
  declare private choices: Choices | undefined;
  declare private active: number;
  declare private isOpen: boolean;
  private asking: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor() {
    super();
    this.active = 0;
    this.isOpen = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.asking);
  }

  protected override render(): TemplateResult {
    const listId = `choices-${this.name}`;
    const { suggest, choices } = this;
    const isOpen = this.isOpen && choices !== undefined;
    const hasChoices = isOpen && choices.length > 0;
    return html`
      <input
        type="text"
        id=${`option-${this.name}`}
        autocomplete="off"
        spellcheck="false"
        size=${Math.min(Math.max(this.text.length, 8), 32)}
        .value=${this.text}
        role=${suggest ? 'combobox' : nothing}
        aria-autocomplete=${suggest ? 'list' : nothing}
        aria-expanded=${suggest ? String(hasChoices) : nothing}
        aria-controls=${hasChoices ? listId : nothing}
        aria-activedescendant=${hasChoices ? suggestionId(listId, this.active) : nothing}
        aria-invalid=${this.isMissing ? 'true' : nothing}
        aria-describedby="option-help"
        @input=${this.type}
        @focus=${this.ask}
        @blur=${this.close}
        @keydown=${this.onKey}
      />
      ${
        isOpen
          ? suggestionList({
              id: listId,
              title: `${this.name}: ${this.description}`,
              suggestions: choices.map(({ name }) => ({ label: name })),
              active: this.active,
              choose: (i) => {
                this.pick(choices[i]);
              },
              ifNone: 'No suggestions',
            })
          : nothing
      }
    `;
  }

  protected override updated(): void {
    showActive(this);
  }

  private readonly type = (event: Event): void => {
    this.onType((event.target as HTMLInputElement).value);
    clearTimeout(this.asking);
    this.asking = setTimeout(() => void this.ask(), DEBOUNCE_MS);
  };

  private readonly ask = async (): Promise<void> => {
    if (!this.suggest) return;
    const turn = ++this.asked;
    const choices = await this.suggest(this.querySelector('input')?.value ?? '');
    // An answer to what was typed before, or after the field was left, comes too late.
    if (turn !== this.asked || document.activeElement !== this.querySelector('input')) return;
    this.choices = choices;
    this.active = 0;
    this.isOpen = true;
  };

  private pick(choice: Choice | undefined): void {
    if (!choice) return;
    this.close();
    this.onPick(choice);
  }

  private readonly close = (): void => {
    clearTimeout(this.asking);
    this.asked += 1;
    this.isOpen = false;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!this.isOpen || !this.choices || this.choices.length === 0) return;
    const moved = movedActive(event.key, this.active, this.choices.length);
    if (moved !== undefined) this.active = moved;
    else if (event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) {
      this.pick(this.choices[this.active]);
    } else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

customElements.define('option-combobox', OptionCombobox);
