import { html, type TemplateResult } from 'lit';
import type { Failure } from '../logic/state.js';
import { icons } from './icons.js';

/** What came to nothing, as a message that only this page shows. */
export function failureRow({ ref, tried, reason }: Failure, dismiss: (ref: number) => void): TemplateResult {
  return html`
    <li class="failure">
      ${tried === '' ? '' : html`<b>${tried}</b>`}
      <span class="failure-reason">${reason}</span>
      <div class="private-note">
        ${icons.eye} Only you can see this ·
        <button
          type="button"
          class="link"
          @click=${() => {
            dismiss(ref);
          }}
        >
          Dismiss message
        </button>
      </div>
    </li>
  `;
}

/** What came to nothing of a message's button or menu, below that message. */
export const failureNote = ({ tried, reason }: Failure): TemplateResult => html`
  <div class="failure-note">${tried === '' ? '' : `${tried}: `}${reason}</div>
`;
