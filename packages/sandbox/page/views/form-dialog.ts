import { html, nothing, type TemplateResult } from 'lit';
import type { SandboxField, SandboxForm } from '../../src/protocol.js';
import { LightElement } from './light-element.js';

/** A form of the bot's, in a window of its own. */
export class FormDialog extends LightElement {
  static override properties = {
    form: { attribute: false },
    reason: { attribute: false },
    isSent: { attribute: false },
    submit: { attribute: false },
    leave: { attribute: false },
  };
  declare form: SandboxForm;
  /** Why it could not be sent, if it could not. */
  declare reason: string | undefined;
  /** Whether it waits for an answer. */
  declare isSent: boolean;
  declare submit: (texts: Readonly<Record<string, string>>) => void;
  declare leave: () => void;

  protected override firstUpdated(): void {
    this.querySelector('dialog')?.showModal();
    this.querySelector<HTMLInputElement>('.form-field input, .form-field textarea')?.select();
  }

  protected override render(): TemplateResult {
    const { form, reason, isSent } = this;
    return html`
      <dialog class="dialog" aria-labelledby="form-title" @close=${this.leave}>
        <form @submit=${this.send}>
          <h2 id="form-title">${form.title}</h2>
          ${form.fields.map(fieldView)}
          ${reason === undefined ? nothing : html`<p class="failure-note" role="alert">${reason}</p>`}
          <div class="dialog-buttons">
            <button type="button" class="button secondary" @click=${this.close}>Cancel</button>
            <button type="submit" class="button primary" aria-busy=${isSent ? 'true' : nothing}>
              Submit
            </button>
          </div>
        </form>
      </dialog>
    `;
  }

  private readonly send = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.isSent) return;
    const entries = [...new FormData(event.currentTarget as HTMLFormElement)];
    this.submit(Object.fromEntries(entries.map(([id, text]) => [id, typeof text === 'string' ? text : ''])));
  };

  private readonly close = (): void => {
    this.querySelector('dialog')?.close();
  };
}

function fieldView(field: SandboxField): TemplateResult {
  const { id, label, description, value, placeholder, isLong, required, maxLength } = field;
  const control = isLong
    ? html`<textarea
        name=${id}
        rows="4"
        maxlength=${maxLength}
        placeholder=${placeholder ?? nothing}
        ?required=${required}
        .value=${value}
      ></textarea>`
    : html`<input
        type="text"
        name=${id}
        maxlength=${maxLength}
        placeholder=${placeholder ?? nothing}
        ?required=${required}
        .value=${value}
      />`;
  return html`
    <label class="form-field">
      <span>${label}</span>
      ${description === undefined ? nothing : html`<small>${description}</small>`} ${control}
    </label>
  `;
}

customElements.define('form-dialog', FormDialog);
