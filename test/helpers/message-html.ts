import type { EmbedBuilder } from 'discord.js';
import { parseInline, parseMarkdown, type Inline } from '../../packages/sandbox/page/logic/markdown.js';
import { formatTime } from '../../packages/sandbox/page/logic/timestamps.js';
import type { Payload } from '../../src/views/payload.js';

interface ComponentJson {
  label?: string;
  placeholder?: string;
  options?: { label: string; default?: boolean }[];
}

/** A message as HTML that is near enough to Discord's for a person to judge it by. */
export function messageHtml(
  { content = '', embeds = [], components = [] }: Payload,
  pictures: string,
): string {
  const shown = components.flatMap(
    (row) => (row as { toJSON(): { components: ComponentJson[] } }).toJSON().components,
  );
  return [
    content && `<p>${markdown(content)}</p>`,
    ...embeds.map((embed) => embedHtml((embed as EmbedBuilder).toJSON(), pictures)),
    ...shown.map(({ label, placeholder, options = [] }) =>
      label === undefined
        ? `<select><option>${escape(options.find((each) => each.default)?.label ?? placeholder ?? '')}</option></select> `
        : `<button>${escape(label)}</button> `,
    ),
  ].join('');
}

function embedHtml(embed: ReturnType<EmbedBuilder['toJSON']>, pictures: string): string {
  const colour = `#${(embed.color ?? 0).toString(16).padStart(6, '0')}`;
  const fields = (embed.fields ?? []).map(
    ({ name, value, inline }) =>
      `<div class="${inline ? 'inline' : ''}"><strong>${escape(name)}</strong><br>${markdown(value)}</div>`,
  );
  return [
    `<article style="border-color:${colour}">`,
    embed.author && `<small>${escape(embed.author.name)}</small>`,
    embed.title && `<h3>${inline(parseInline(embed.title))}</h3>`,
    embed.description && `<p>${markdown(embed.description)}</p>`,
    `<div class="fields">${fields.join('')}</div>`,
    embed.image && `<img src="${pictures}${embed.image.url.replace('attachment://', '')}">`,
    embed.footer && `<small>${escape(embed.footer.text)}</small>`,
    '</article>',
  ].join('');
}

const markdown = (text: string) =>
  parseMarkdown(text)
    .map((block) => ('children' in block ? inline(block.children) : escape(block.text)))
    .join('<br>');

const inline = (nodes: readonly Inline[]): string => nodes.map(node).join('');

function node(part: Inline): string {
  switch (part.type) {
    case 'text':
      return escape(part.text);
    case 'code':
      return `<code>${escape(part.text)}</code>`;
    case 'user':
      return '<b class="mention">@Alice</b>';
    case 'command':
      return `<b class="mention">/${part.name}</b>`;
    case 'time':
      return formatTime(part.seconds, part.style, part.seconds * 1000 + 3_600_000);
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strike':
      return `<b>${inline(part.children)}</b>`;
  }
}

/** Text as it may stand in HTML. */
export const escape = (text: string) =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
