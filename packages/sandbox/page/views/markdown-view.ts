import { html, type TemplateResult } from 'lit';
import { parseInline, parseMarkdown, type Block, type Inline } from '../logic/markdown.js';
import { formatTime } from '../logic/timestamps.js';
import { withEmoji } from './emoji.js';

/** What text may refer to. */
export interface TextContext {
  /** Names of users by id. */
  names: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  now: number;
}

/** A text in Discord's markdown. Text only ever becomes text: never markup. */
export function markdownView(text: string, context: TextContext): TemplateResult {
  return html`<div class="text">${parseMarkdown(text).map((block) => blockView(block, context))}</div>`;
}

/** A text of one line, such as a title. */
export function inlineView(text: string, context: TextContext): unknown {
  return parseInline(text).map((node) => nodeView(node, context));
}

function blockView(block: Block, context: TextContext): TemplateResult {
  if (block.type === 'code block') return html`<pre><code>${block.text}</code></pre>`;
  const content = block.children.map((node) => nodeView(node, context));
  if (block.type === 'subtext') return html`<small class="subtext">${content}</small>`;
  return html`<div class="line">${content}</div>`;
}

function nodeView(node: Inline, context: TextContext): unknown {
  switch (node.type) {
    case 'text':
      return withEmoji(node.text);
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'user':
      return html`<span class="mention">@${context.names.get(node.id) ?? 'unknown-user'}</span>`;
    case 'command':
      return commandView(node.name);
    case 'time':
      return timeView(node, context.now);
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike': {
      const inner = node.children.map((child) => nodeView(child, context));
      return EMPHASIS[node.type](inner);
    }
  }
}

/** What a mention of a command tells the page when it is clicked: the command's name. */
export const BEGIN_COMMAND = 'begin-command';

const commandView = (name: string) => html`
  <button
    type="button"
    class="mention"
    @click=${(event: MouseEvent) => {
      event.currentTarget?.dispatchEvent(new CustomEvent(BEGIN_COMMAND, { detail: name, bubbles: true }));
    }}
  >
    /${name}
  </button>
`;

const EMPHASIS = {
  bold: (inner: unknown) => html`<strong>${inner}</strong>`,
  italic: (inner: unknown) => html`<em>${inner}</em>`,
  underline: (inner: unknown) => html`<u>${inner}</u>`,
  strike: (inner: unknown) => html`<s>${inner}</s>`,
};

function timeView({ seconds, style }: Extract<Inline, { type: 'time' }>, now: number): TemplateResult {
  return html`<time class="timestamp" title=${formatTime(seconds, 'F', now)}
    >${formatTime(seconds, style, now)}</time
  >`;
}
