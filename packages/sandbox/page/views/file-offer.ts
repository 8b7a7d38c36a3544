import { html, type TemplateResult } from 'lit';
import { formatBytes } from '../logic/figures.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** Asks what to do with a file: give it to a command, such as `/upload`, or only send it. */
export class FileOffer extends LightElement {
  static override properties = {
    file: { attribute: false },
    command: { attribute: false },
    use: { attribute: false },
    send: { attribute: false },
    leave: { attribute: false },
  };
  declare file: File;
  /** Undefined if the member may use none that takes a file. */
  declare command: string | undefined;
  declare use: (file: File) => void;
  declare send: (file: File) => void;
  declare leave: () => void;

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    const { file, command, use } = this;
    return html`
      <dialog class="dialog" aria-labelledby="offer-title" @close=${this.leave}>
        <h2 id="offer-title">What shall become of this file?</h2>
        <p class="offer-file">
          ${icons.file} <span>${file.name}</span> <small>${formatBytes(file.size)}</small>
        </p>
        <div class="dialog-buttons">
          <button type="button" class="button secondary" @click=${this.close}>Cancel</button>
          <button
            type="button"
            class="button secondary"
            @click=${() => {
              this.finish(this.send);
            }}
          >
            Send as a message
          </button>
          ${
            command
              ? html`<button
                  type="button"
                  class="button primary"
                  autofocus
                  @click=${() => {
                    this.finish(use);
                  }}
                >
                  ${command === 'upload' ? 'Save' : 'Listen'} with /${command}
                </button>`
              : ''
          }
        </div>
      </dialog>
    `;
  }

  private finish(what: (file: File) => void): void {
    this.close();
    what(this.file);
  }

  private readonly close = (): void => {
    this.querySelector('dialog')?.close();
  };
}

customElements.define('file-offer', FileOffer);
