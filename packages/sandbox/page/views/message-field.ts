import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxCommand } from '../../src/protocol.js';
import { findCommands } from '../logic/command-search.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';
import { movedActive, showActive, suggestionId, suggestionList } from './suggestion-list.js';

const LIST = 'commands';

/** The composer as it usually is: text to send; `/` offers the commands. */
export class MessageField extends LightElement {
  static override properties = {
    placeholder: { attribute: false },
    commands: { attribute: false },
    isReady: { attribute: false },
    onText: { attribute: false },
    onCommand: { attribute: false },
    onFile: { attribute: false },
    onRecord: { attribute: false },
    text: { state: true },
    active: { state: true },
  };
  declare placeholder: string;
  declare commands: readonly SandboxCommand[];
  declare isReady: boolean;
  declare onText: (text: string) => void;
  declare onCommand: (command: SandboxCommand) => void;
  declare onFile: (file: File) => void;
  declare onRecord: () => void;
  declare private text: string;
  declare private active: number;

  constructor() {
    super();
    this.text = '';
    this.active = 0;
  }

  override focus(): void {
    this.querySelector('textarea')?.focus();
  }

  protected override render(): TemplateResult {
    const found = findCommands(this.commands, this.text);
    const isOpen = found !== undefined && found.length > 0;
    return html`
      ${
        found
          ? suggestionList({
              id: LIST,
              title: 'Commands of Overtone',
              suggestions: found.map(({ name, description, options = [] }) => ({
                label: html`/${name}
                ${options.map((option) => html`<span class="option-name">${option.name}</span> `)}`,
                detail: description,
              })),
              active: this.active,
              choose: (i) => {
                this.choose(found[i]);
              },
              ifNone: 'No command has this name',
            })
          : nothing
      }
      <div class="field-row">
        <label class="icon-button attach">
          ${icons.plus}<span class="hidden">Attach a file</span>
          <input type="file" class="hidden" @change=${this.attach} />
        </label>
        <textarea
          rows="1"
          aria-label="Message"
          placeholder=${this.placeholder}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls=${isOpen ? LIST : nothing}
          aria-activedescendant=${isOpen ? suggestionId(LIST, this.active) : nothing}
          .value=${this.text}
          @input=${this.type}
          @keydown=${(event: KeyboardEvent) => {
            this.onKey(event, found ?? []);
          }}
        ></textarea>
        <button
          type="button"
          class="icon-button"
          aria-label="Record a voice message"
          ?disabled=${!this.isReady}
          @click=${this.onRecord}
        >
          ${icons.microphone}
        </button>
        ${
          this.text.trim() === '' || found
            ? nothing
            : html`<button
                type="button"
                class="icon-button send"
                aria-label="Send message"
                @click=${this.send}
              >
                ${icons.send}
              </button>`
        }
      </div>
    `;
  }

  protected override updated(): void {
    showActive(this);
  }

  private readonly type = (event: Event): void => {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.active = 0;
  };

  private readonly attach = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    if (input.files?.[0]) this.onFile(input.files[0]);
    // The same file may be chosen again.
    input.value = '';
  };

  private choose(command: SandboxCommand | undefined): void {
    if (!command) return;
    this.text = '';
    this.onCommand(command);
  }

  private readonly send = (): void => {
    const text = this.text.trim();
    if (text === '' || !this.isReady) return;
    this.text = '';
    this.onText(text);
  };

  private onKey(event: KeyboardEvent, found: readonly SandboxCommand[]): void {
    const moved = movedActive(event.key, this.active, found.length);
    if (moved !== undefined) this.active = moved;
    else if (event.key === 'Escape' && this.text.startsWith('/')) this.text = '';
    else if (event.key === 'Tab' && found.length > 0 && !event.shiftKey) this.choose(found[this.active]);
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      if (found.length > 0) this.choose(found[this.active]);
      else this.send();
    } else return;
    event.preventDefault();
  }
}

customElements.define('message-field', MessageField);
