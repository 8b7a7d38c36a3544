import { html, type TemplateResult } from 'lit';
import { formatBytes } from '../logic/figures.js';
import { icons } from './icons.js';
import { LightElement } from './light-element.js';

/** Asks what to do with a file: save it with `/upload`, or only send it. */
export class FileOffer extends LightElement {
  static override properties = {
    file: { attribute: false },
    upload: { attribute: false },
    send: { attribute: false },
    leave: { attribute: false },
  };
  declare file: File;
  /** Undefined if the member may not use `/upload`. */
  declare upload: ((file: File) => void) | undefined;
  declare send: (file: File) => void;
  declare leave: () => void;

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
  }

  protected override render(): TemplateResult {
    const { file, upload } = this;
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
            upload
              ? html`<button
                  type="button"
                  class="button primary"
                  autofocus
                  @click=${() => {
                    this.finish(upload);
                  }}
                >
                  Save with /upload
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
