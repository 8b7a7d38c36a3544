import type { APIAttachment, APIEmbed, APIEmbedField } from 'discord.js';
import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { embedPicture } from '../logic/message-facts.js';
import { inlineView, markdownView, type TextContext } from './markdown-view.js';
import { pictureView } from './picture-view.js';

/** A card in a message. */
export function embedView(
  embed: APIEmbed,
  attachments: readonly APIAttachment[],
  context: TextContext,
): TemplateResult {
  const { author, title, description, fields = [], footer, color } = embed;
  const picture = embedPicture(embed, attachments);
  const edge = color === undefined ? {} : { '--edge': `#${color.toString(16).padStart(6, '0')}` };
  return html`
    <div class="embed" style=${styleMap(edge)}>
      ${author ? html`<div class="embed-author">${author.name}</div>` : nothing}
      ${title ? html`<div class="embed-title">${inlineView(title, context)}</div>` : nothing}
      ${description ? markdownView(description, context) : nothing}
      ${fields.length > 0 ? html`<dl>${fields.map((field) => fieldView(field, context))}</dl>` : nothing}
      ${picture ? pictureView(picture) : nothing}
      ${footer ? html`<div class="embed-footer">${footer.text}</div>` : nothing}
    </div>
  `;
}

const fieldView = ({ name, value, inline }: APIEmbedField, context: TextContext) => html`
  <div class=${inline ? 'field inline' : 'field'}>
    <dt>${inlineView(name, context)}</dt>
    <dd>${markdownView(value, context)}</dd>
  </div>
`;
