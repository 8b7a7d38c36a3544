import { html, type TemplateResult } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import type { PictureFacts } from '../logic/message-facts.js';

/** A picture; opens at full size in a tab of its own. */
export function pictureView({ url, alt, width, height }: PictureFacts): TemplateResult {
  return html`
    <a class="picture" href=${url} target="_blank" rel="noreferrer">
      <img src=${url} alt=${alt} width=${ifDefined(width)} height=${ifDefined(height)} />
      <span class="hidden">(opens in a new tab)</span>
    </a>
  `;
}
