import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SandboxOption, SandboxUser } from '../../src/protocol.js';
import {
  hiddenOptions,
  missingOptions,
  shownOptions,
  withOption,
  withoutOption,
  withValue,
  type CommandDraft,
} from '../logic/command-draft.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { optionField } from './option-field.js';
import type { PageActions } from './page-actions.js';

/** A slash command in the composer: its name and a chip for each option. */
export class CommandForm extends LightElement {
  static override properties = {
    draft: { attribute: false },
    users: { attribute: false },
    suggest: { attribute: false },
    onChange: { attribute: false },
    onSend: { attribute: false },
    onLeave: { attribute: false },
    complains: { state: true },
    current: { state: true },
  };
  declare draft: CommandDraft;
  declare users: readonly SandboxUser[];
  declare suggest: PageActions['suggest'];
  declare onChange: (draft: CommandDraft) => void;
  declare onSend: (draft: CommandDraft) => void;
  declare onLeave: () => void;
  /** Whether to say which options are missing. */
  declare private complains: boolean;
  /** Name of the option that has the focus. */
  declare private current: string | undefined;

  constructor() {
    super();
    this.complains = false;
  }

  /** Puts the cursor where something is to be filled in, else on the send button. */
  async focusNext(): Promise<void> {
    await this.updateComplete;
    const empty = shownOptions(this.draft).find(({ name }) => this.draft.values[name] === undefined);
    const field = empty && this.querySelector<HTMLElement>(`#option-${empty.name}`);
    (field ?? this.querySelector<HTMLElement>('.send'))?.focus();
  }

  protected override firstUpdated(): void {
    void this.focusNext();
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    const missing = this.complains ? missingOptions(draft) : [];
    return html`
      <form
        class="command-form"
        aria-label=${`/${draft.command.name}`}
        @submit=${this.submit}
        @keydown=${this.onKey}
        @focusin=${this.noteFocus}
      >
        <div class="option-help" id="option-help" role="status">${this.help(missing)}</div>
        <div class="chips">
          <span class="command-label">/${draft.command.name}</span>
          ${repeat(
            shownOptions(draft),
            ({ name }) => name,
            (option) => this.chip(option, missing.includes(option.name)),
          )}
          ${hiddenOptions(draft).map(
            ({ name }) => html`
              <button type="button" class="add-option" @click=${() => this.add(name)}>
                ${icons.plus}<span class="hidden">Add </span>${name}
              </button>
            `,
          )}
        </div>
        <button type="button" class="icon-button" aria-label="Leave the command" @click=${this.onLeave}>
          ${icons.cross}
        </button>
        <button type="submit" class="icon-button send" aria-label=${`Send /${draft.command.name}`}>
          ${icons.send}
        </button>
      </form>
    `;
  }

  private chip(option: SandboxOption, isMissing: boolean): TemplateResult {
    const { draft, users } = this;
    const { name } = option;
    return html`
      <span class="chip ${isMissing ? 'missing' : ''}" data-option=${name}>
        <label for=${`option-${name}`}>${name}</label>
        ${optionField({
          option,
          value: draft.values[name],
          users,
          isMissing,
          suggest: (typed) => this.suggest(this.draft, name, typed),
          change: (value) => {
            this.change(withValue(this.draft, name, value));
          },
          done: () => void this.focusNext(),
        })}
        ${
          option.required
            ? nothing
            : html`<button
                type="button"
                class="chip-remove"
                aria-label=${`Remove ${name}`}
                @click=${() => this.takeAway(name)}
              >
                ${icons.cross}
              </button>`
        }
      </span>
    `;
  }

  private help(missing: readonly string[]): unknown {
    if (missing[0] !== undefined) {
      return html`<b>${missing[0]}</b> <span class="failure-reason">This option is required.</span>`;
    }
    const option = shownOptions(this.draft).find(({ name }) => name === this.current);
    if (option) return html`<b>${option.name}</b> ${option.description}`;
    return this.draft.command.description;
  }

  private change(draft: CommandDraft): void {
    this.draft = draft;
    this.onChange(draft);
  }

  private async add(name: string): Promise<void> {
    this.change(withOption(this.draft, name));
    await this.updateComplete;
    this.querySelector<HTMLElement>(`#option-${name}`)?.focus();
  }

  private async takeAway(name: string): Promise<void> {
    this.change(withoutOption(this.draft, name));
    await this.focusNext();
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    this.complains = true;
    const [missing] = missingOptions(this.draft);
    if (missing === undefined) this.onSend(this.draft);
    else this.querySelector<HTMLElement>(`#option-${missing}`)?.focus();
  };

  private readonly noteFocus = (event: FocusEvent): void => {
    const chip = (event.target as HTMLElement).closest<HTMLElement>('[data-option]');
    this.current = chip?.dataset.option;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.onLeave();
    // Enter sends from the file field as well, where it would do nothing.
    const isFile = event.target instanceof HTMLInputElement && event.target.type === 'file';
    if (event.key === 'Enter' && isFile && event.target.closest('.chip')) {
      const filled = missingOptions(this.draft).length === 0;
      if (!filled) return;
      event.preventDefault();
      this.querySelector('form')?.requestSubmit();
    }
  };
}

customElements.define('command-form', CommandForm);
